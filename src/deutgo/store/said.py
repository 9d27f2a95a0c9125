"""What is said and asked anew in a stretch of a topic: phrases that its past did not have, and questions."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from deutgo.detect.reasons import Counted
from deutgo.store.mentions import SEQUENCE
from deutgo.store.tables.mentions import mention
from deutgo.store.tables.topics import topic_match
from deutgo.store.topics import Topic
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.understand.morphemes import Token, analyse_many
from deutgo.understand.phrases import explain_burst
from deutgo.understand.question_features import AskKind
from deutgo.understand.questions import Grouper

PHRASES, QUESTIONS = 5, 2
WINDOW_TEXTS, PAST_TEXTS = 200, 400  # the newest texts that are read
PAST = timedelta(days=7)
MOSTLY = 0.8  # of a phrase's mentions have the same beginning before it
LEAST_ASKED = 3  # mentions that make a question worth telling
_TAIL = re.compile(r"[\sㅠㅜㅋㅎ;.!~^]+$")  # what feeling adds to a sentence, but for its question mark
LONGEST = 40  # characters of a question in a sentence
Texts = list[tuple[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Phrases and questions of the newest mentions of a stretch, the strongest first, with their mentions."""

    phrases: tuple[Counted, ...]
    questions: tuple[Counted, ...]
    fresh: tuple[str, ...]  # those of the phrases that the past did not have at all


def said_anew(work: UnitOfWork, topic: Topic, *, since: datetime, until: datetime) -> Said:
    """Read the newest mentions of a stretch against the topic's own past.

    The topic's own name, whole or cut up by the analyser, is in all of them and explains nothing.
    """
    window = _texts(work, topic.id, since=since, until=until, limit=WINDOW_TEXTS)
    past = _texts(work, topic.id, since=since - PAST, until=since, limit=PAST_TEXTS)
    tokens = list(analyse_many(text for _, text in window))
    found = explain_burst(tokens, list(analyse_many(text for _, text in past)), k=PHRASES * 2)
    texts = [text for _, text in window]
    told = [
        (text, phrase)
        for phrase in found
        if (text := _beside(_mended(phrase.text, [texts[place] for place in phrase.mentions]), topic.name))
    ]
    return Said(
        phrases=tuple(
            Counted(
                text=text,
                count=phrase.window_count,
                mentions=tuple(window[place][0] for place in phrase.mentions),
            )
            for text, phrase in told[:PHRASES]
        ),
        questions=_questions(window, tokens),
        fresh=tuple(text for text, phrase in told[:PHRASES] if phrase.background_count == 0),
    )


def _questions(window: Texts, tokens: list[list[Token]]) -> tuple[Counted, ...]:
    grouper = Grouper()
    named = [(str(number), text) for number, text in window]
    members: dict[str, list[int]] = defaultdict(list)
    for each in grouper.assign_analysed(named, tokens):
        if each.group is not None:
            members[each.group].append(int(each.id))
    asked = [each for each in grouper.clusters(at_least=LEAST_ASKED) if each.kind is AskKind.QUESTION]
    return tuple(
        Counted(text=_short(each.name), count=len(members[each.id]), mentions=tuple(members[each.id]))
        for each in asked[:QUESTIONS]
    )


def _short(sentence: str) -> str:
    clean = _TAIL.sub("", " ".join(sentence.split()))
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1].rstrip() + "…"


def _mended(phrase: str, texts: Sequence[str]) -> str:
    """Return the phrase with the beginning that the analyser cut off its first word (고객+센터 전화)."""
    places = re.compile(r"(\S*?)" + r"\s?".join(map(re.escape, phrase.replace(" ", ""))))
    heads = Counter(found[1] for text in texts if (found := places.search(text)))
    head, count = heads.most_common(1)[0] if heads else ("", 0)
    return head + phrase if head.isalnum() and count >= MOSTLY * len(texts) else phrase


def _beside(phrase: str, topic_name: str) -> str:
    """Return the phrase without leading pieces of the topic's name."""
    words = phrase.split()
    while words and words[0] in topic_name:
        words = words[1:]
    return " ".join(words)


def _texts(work: UnitOfWork, topic_id: int, *, since: datetime, until: datetime, limit: int) -> Texts:
    begin, end = int(since.timestamp()) << SEQUENCE, int(until.timestamp()) << SEQUENCE
    query = (
        select(mention.c.id, mention.c.text)
        .join(topic_match, topic_match.c.mention == mention.c.id)
        .where(topic_match.c.topic == topic_id, mention.c.workspace == work.workspace)
        .where(mention.c.id >= begin, mention.c.id < end)
        .order_by(mention.c.id.desc())
        .limit(limit)
    )
    return [(int(row.id), row.text) for row in work.connection.execute(query)]
