"""Ordinary explanations: what else could make accounts move together, tried on each group and named."""

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from deutgo.detect.coordination.actions import Actions
from deutgo.detect.coordination.evidence import Floats, fold_lengths, similarities
from deutgo.detect.coordination.groups import Group, Joint
from deutgo.detect.coordination.meetings import NEAR
from deutgo.detect.fold import Index


class Ordinary(StrEnum):
    PRESS_RELEASE = "press_release"  # outlets carry one text
    FAN_EVENT = "fan_event"  # cheering at an occasion
    MEME = "meme"  # words that everybody repeats at that time
    NEWS_RUSH = "news_rush"  # the place was full of others


class Doubt(StrEnum):
    """Why a group is for review only: it may be a household, an outing, or a common calendar."""

    FEW_ACCOUNTS = "few_accounts"
    FEW_COINCIDENCES = "few_coincidences"
    SAME_DAY_ONLY = "same_day_only"  # the same days, in nobody's words but their own: a panel, a release date


FIRM = 4  # accounts, and coincidences
FIRM_COPIED = 0.15
LONG_TEXT = 60  # folded letters: one comment in twenty is so long, a press text hardly ever shorter
ALIKE = 0.6
MOST = 0.5
FEW_OF_THE_CROWD = 0.2
EVERYBODY = 20  # strangers who say it, at least, before it is a phrase of everybody
NEARLY_ALL = 0.85
_REPORTED = re.compile(
    r"밝혔다|전했다|말했다|설명했다|출시한다|선보인다|개최한다|체결했다|관계자는|보도자료|무단\s?전재|재배포\s?금지|[가-힣]{2,4}\s?기자"
)
_CHEER = re.compile(  # praise alone is no cheering: bought praise would hide in it
    r"축하|응원|사랑(?:해|합|한다|스러)|파이팅|화이팅|홧팅|생일|컴백|데뷔|꽃길|1위\s?(?:가|하자|축)|스밍|본방|투표하|"
    r"♥|❤|💜|♡|🎉|🎂|힘내|기다릴게|함께할게|최고야|고마워요?\s|레전드"
)


_HASHTAG = re.compile(r"#\w+")
SOME = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """The members' posts at the joint events: `post`, and how near its words come to another member's."""

    post: Index
    nearest: Floats

    @property
    def copied(self) -> float:
        """Return the share of posts whose words another member used, 0 to 1."""
        return float((self.nearest >= ALIKE).mean()) if len(self.post) else 0.0


def likeness(actions: Actions, events: tuple[Joint, ...]) -> Likeness:
    """Compare the words of the members at each joint event with each other."""
    posts = np.concatenate([event.posts for event in events])
    one = np.concatenate([np.repeat(event.posts, len(event.posts)) for event in events])
    other = np.concatenate([np.tile(event.posts, len(event.posts)) for event in events])
    apart = one != other
    one, other = one[apart], other[apart]
    nearest = np.zeros(len(actions))
    np.maximum.at(nearest, one, similarities(actions, one, other))
    posts = np.unique(posts)
    return Likeness(post=posts, nearest=nearest[posts])


def explain(actions: Actions, group: Group, texts: list[str], like: Likeness) -> Ordinary | None:
    """Name the ordinary explanation that fits a group, or None when none does.

    `texts` are the texts as given, by `Actions.row`.
    """
    members = [texts[actions.row[post]] for post in like.post]
    lengths = fold_lengths(actions)[actions.fold[like.post]]
    typical = float(np.median(lengths))
    if like.copied >= NEARLY_ALL and typical >= LONG_TEXT:
        return Ordinary.PRESS_RELEASE
    if like.copied >= MOST and typical >= LONG_TEXT / 2 and _share(_REPORTED, members) >= MOST:
        return Ordinary.PRESS_RELEASE
    cheering, tagged = _share(_CHEER, members), _share(_HASHTAG, members)
    if cheering >= MOST or (cheering >= SOME and tagged >= MOST):  # a hashtag alone may be a boycott
        return Ordinary.FAN_EVENT
    if like.copied >= MOST and _elsewhere(actions, group, like) >= MOST:
        return Ordinary.MEME
    crowded = np.median([len(event.posts) / event.crowd for event in group.events]) < FEW_OF_THE_CROWD
    if crowded and like.copied < FIRM_COPIED:  # a rush explains being there, not the same words
        return Ordinary.NEWS_RUSH
    return None


def doubts(actions: Actions, group: Group, like: Likeness) -> tuple[Doubt, ...]:
    """Return the reasons, if any, for which a group is shown for review only."""
    spans = [float(actions.at[event.posts[-1]] - actions.at[event.posts[0]]) for event in group.events]
    found = []
    if len(group.members) < FIRM:
        found.append(Doubt.FEW_ACCOUNTS)
    if group.coincidences < FIRM:
        found.append(Doubt.FEW_COINCIDENCES)
    if like.copied < FIRM_COPIED and np.median(spans) > NEAR:
        found.append(Doubt.SAME_DAY_ONLY)
    return tuple(found)


def _share(pattern: re.Pattern[str], texts: list[str]) -> float:
    return sum(1 for text in texts if pattern.search(text)) / max(len(texts), 1)


def _elsewhere(actions: Actions, group: Group, like: Likeness) -> float:
    """Return the share of copied posts whose exact words strangers wrote twice as often as members."""
    members = np.zeros(len(actions.accounts), dtype=bool)
    members[group.members] = True
    inside = members[actions.account]
    ours = np.bincount(actions.fold[inside], minlength=len(actions.folds))
    theirs = np.bincount(actions.fold[~inside], minlength=len(actions.folds))
    copied = actions.fold[like.post[like.nearest >= ALIKE]]
    return float((theirs[copied] >= np.maximum(2 * ours[copied], EVERYBODY)).mean()) if len(copied) else 0.0
