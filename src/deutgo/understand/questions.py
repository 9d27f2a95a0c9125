"""Questions and claims: mentions that ask or claim the same thing share a group, which stays itself.

A window of mentions is clustered jointly (average linkage); each cluster then joins the group that it is
most like, or founds one. Groups are never merged, split or renumbered: a person's link keeps its meaning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from deutgo.understand.morphemes import Token, analyse_many
from deutgo.understand.privacy import find_personal, mask
from deutgo.understand.question_features import AskKind, Idea, idea_of
from deutgo.understand.question_likeness import (
    Weights,
    alike,
    alike_in_window,
    document_frequencies,
    weights,
)
from deutgo.understand.question_sense import encoder, senses

__all__ = ["AskKind", "Assignment", "Grouper", "QuestionCluster"]

KEPT = 12  # sentences that stand for a group; more change nothing and cost time
_PLAIN = 1.3  # times the threshold: a mention this like a group needs no company to join it
_ROWS = 2_000  # representatives compared at once: 1,000 × 2,000 doubles are 16 MB a likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Where one mention belongs; `group` is None when it neither asks nor claims."""

    id: str
    group: str | None
    kind: AskKind


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCluster:
    """A group as people see it: its clearest real sentence (masked), its size, and the sentences kept."""

    id: str
    kind: AskKind
    name: str
    count: int
    sentences: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Group:
    """A group as the grouper keeps it: masked sentences with their ideas."""

    id: str
    count: int = 0
    questions: int = 0
    sentences: list[str] = field(default_factory=list)
    ideas: list[Idea] = field(default_factory=list)

    def add(self, text: str, idea: Idea) -> None:
        """Count a mention, and keep it if it says something new."""
        self.count += 1
        self.questions += idea.kind is AskKind.QUESTION
        if len(self.ideas) < KEPT and idea not in self.ideas:
            self.sentences.append(mask(text, find_personal(text))[:200])
            self.ideas.append(idea)


class Grouper:
    """Assigns mentions to groups, window by window. `question_state` keeps one between runs."""

    def __init__(self, *, model: Weights | None = None) -> None:
        self._model = model or weights()
        sensed = bool(self._model.sensed) and encoder() is not None
        self._threshold = self._model.sensed_threshold if sensed else self._model.threshold
        self.groups: list[Group] = []
        self.counts: dict[str, float] = dict(self._model.prior)
        self.total = self._model.prior_total

    def assign(self, mentions: Sequence[tuple[str, str]]) -> list[Assignment]:
        """Assign a window of (id, text), in order."""
        return self.assign_analysed(mentions, list(analyse_many(text for _, text in mentions)))

    def assign_analysed(
        self, mentions: Sequence[tuple[str, str]], tokens: Sequence[Sequence[Token]]
    ) -> list[Assignment]:
        """Assign a window whose morphemes are at hand."""
        mean = np.array(self._model.sense_mean, dtype=np.float32)
        meant = senses([text for _, text in mentions], mean)
        ideas = [
            idea_of(text, found, sense)
            for (_, text), found, sense in zip(mentions, tokens, meant, strict=True)
        ]
        for name, count in document_frequencies(ideas).items():
            self.counts[name] = self.counts.get(name, 0.0) + count
        self.total += len(ideas)
        asking = [place for place, idea in enumerate(ideas) if idea.kind is not AskKind.NONE]
        homes = self._known([ideas[place] for place in asking])
        names: dict[int, str] = {}
        for place, group in zip(asking, homes, strict=True):
            if group is not None:
                group.add(mentions[place][1], ideas[place])
                names[place] = group.id
        rest = [place for place in asking if place not in names]
        left = [ideas[place] for place in rest]
        # what the window's own clustering kept apart stays apart: only groups of before take a cluster in
        before = list(self._to_groups(left)) if left else []
        for members in self._cluster(left):
            home = self._home(members, before)
            for place in (rest[member] for member in members):
                home.add(mentions[place][1], ideas[place])
                names[place] = home.id
        return [
            Assignment(id=mention[0], group=names.get(place), kind=ideas[place].kind)
            for place, mention in enumerate(mentions)
        ]

    def _cluster(self, ideas: Sequence[Idea]) -> Iterator[list[int]]:
        """Cluster a window by average linkage, in order of first mention."""
        if len(ideas) < 2:
            yield from ([place] for place in range(len(ideas)))
            return
        apart = 1.0 - alike_in_window(ideas, self.counts, self.total, self._model)
        np.fill_diagonal(apart, 0.0)
        tree = linkage(squareform(apart, checks=False), "average")
        labels: npt.NDArray[np.int32] = fcluster(tree, 1.0 - self._threshold, "distance")
        members: dict[int, list[int]] = {}
        for place, label in enumerate(labels.tolist()):
            members.setdefault(label, []).append(place)
        yield from members.values()

    def _to_groups(self, ideas: Sequence[Idea]) -> Iterator[tuple[Group, npt.NDArray[np.float64]]]:
        """Yield every group with each idea's mean likeness to the sentences that it keeps."""
        among = len(ideas) + sum(len(group.ideas) for group in self.groups)
        for groups in _blocks(self.groups):
            kept = [idea for group in groups for idea in group.ideas]
            like = alike(ideas, kept, self.counts, self.total, self._model, among=among)
            at = 0
            for group in groups:
                yield group, like[:, at : at + len(group.ideas)].mean(axis=1)
                at += len(group.ideas)

    def _known(self, ideas: Sequence[Idea]) -> list[Group | None]:
        """Find the group that each idea plainly belongs to: said before, or far above the threshold."""
        said = {idea: group for group in reversed(self.groups) for idea in group.ideas}
        homes = [said.get(idea) for idea in ideas]
        best = np.full(len(ideas), _PLAIN * self._threshold)
        for group, like in self._to_groups(ideas) if ideas else ():
            for place in np.flatnonzero(like > best).tolist():
                best[place] = like[place]
                if ideas[place] not in said:
                    homes[place] = group
        return homes

    def _home(self, members: Sequence[int], before: Sequence[tuple[Group, npt.NDArray[np.float64]]]) -> Group:
        """Find the group that a cluster is most like on average, or found a new one."""
        best, likeness = None, self._threshold
        for group, like in before:
            mean = float(like[members].mean())
            if mean >= likeness:
                best, likeness = group, mean
        if best is None:
            best = Group(id=f"g{len(self.groups) + 1}")
            self.groups.append(best)
        return best

    def clusters(self, *, at_least: int = 1) -> list[QuestionCluster]:
        """Return the groups of that size or more, largest first, each named by its clearest sentence."""
        return [
            QuestionCluster(
                id=group.id,
                kind=AskKind.QUESTION if 2 * group.questions >= group.count else AskKind.CLAIM,
                name=self._clearest(group),
                count=group.count,
                sentences=tuple(group.sentences),
            )
            for group in sorted(self.groups, key=lambda one: -one.count)
            if group.count >= at_least and group.sentences
        ]

    def _clearest(self, group: Group) -> str:
        """Choose the sentence most like the others; of equals the one that is neither curt nor long."""
        like = alike(group.ideas, group.ideas, self.counts, self.total, self._model).mean(axis=0)
        clear = [
            score + 0.05 * bool(idea.facets and idea.topics) - 0.004 * abs(len(text) - 22)
            for score, idea, text in zip(like.tolist(), group.ideas, group.sentences, strict=True)
        ]
        return group.sentences[int(np.argmax(clear))]


def _blocks(groups: Sequence[Group]) -> Iterator[list[Group]]:
    block: list[Group] = []
    rows = 0
    for group in groups:
        if not group.ideas:
            continue
        block.append(group)
        rows += len(group.ideas)
        if rows >= _ROWS:
            yield block
            block, rows = [], 0
    if block:
        yield block
