"""What a topic's newest mentions ask and say anew; read once for each new mention, and kept."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from deutgo.store.mentions import Mentions, StoredMention
from deutgo.store.topics import Topic
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.understand.document import searchable
from deutgo.understand.morphemes import analyse_many
from deutgo.understand.phrases import Phrase, explain_burst
from deutgo.understand.questions import Grouper, QuestionCluster

WINDOW, PAST = 200, 600  # mentions that are read, and those before them that are the topic's own past
KEPT = 64  # readings
GROUPS, PHRASES = 8, 8
_kept: OrderedDict[tuple[str, int, int], "Reading"] = OrderedDict()
_one_at_a_time = threading.Lock()  # reading is heavy; two at once would only make both slower


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Question groups and new phrases of the newest `count` mentions; names are masked sentences."""

    count: int
    past: int
    groups: list[QuestionCluster]
    phrases: list[Phrase]


def read_topic(work: UnitOfWork, topic: Topic) -> Reading:
    """Group questions and claims, and find what sets the newest mentions apart from those before."""
    newest = Mentions(work.connection, work.workspace).newest(topic=topic.id, limit=WINDOW + PAST)
    if not newest:
        return Reading(count=0, past=0, groups=[], phrases=[])
    key = (work.workspace, topic.id, newest[0].id)
    with _one_at_a_time:
        if key not in _kept:
            _kept[key] = _read(newest)
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        return _kept[key]


def _read(newest: list[StoredMention]) -> Reading:
    texts = [searchable(stored.mention.title, stored.mention.text)[:2000] for stored in newest]
    tokens = list(analyse_many(texts))
    window = min(WINDOW, max(1, len(newest) // 2))
    grouper = Grouper()
    named = [(str(stored.id), text) for stored, text in zip(newest, texts, strict=True)]
    grouper.assign_analysed(named[:window], tokens[:window])
    return Reading(
        count=window,
        past=len(newest) - window,
        groups=grouper.clusters(at_least=2)[:GROUPS],
        phrases=explain_burst(tokens[:window], tokens[window:], PHRASES) if len(newest) > window else [],
    )
