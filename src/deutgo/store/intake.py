"""The pipeline by which mentions come in: look up, analyse, label, match topics, write.

Batches overlap: while Kiwi's threads analyse the next ones, this thread labels, matches and writes the
oldest. Rows that are already there are told by a hash before any analysis.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from deutgo.errors import DeutgoError
from deutgo.listen.mention import Mention
from deutgo.listen.query.parser import parse_query
from deutgo.store.keeping import Heard, Tally, keep
from deutgo.store.layers import Layers
from deutgo.store.mentions import COUNTS, Key, Known, Verdict, epoch, find_known, hash_content, judge, key_of
from deutgo.store.topics import Topic, Topics
from deutgo.store.unit_of_work import Store
from deutgo.understand.document import searchable
from deutgo.understand.labels import label_texts
from deutgo.understand.match import compile_query, fields_of
from deutgo.understand.percolate import Percolator
from deutgo.understand.understanding import SHIPPED, Layering, Understanding, understand_ahead

BATCH = 2_048  # mentions a transaction
AHEAD = 2  # batches that Kiwi may be busy with while one is written


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A batch on its way: what is worth writing, and the understanding that is being worked on."""

    mentions: Sequence[tuple[Mention, int]]
    understandings: Callable[[], list[Understanding]]
    layers: tuple[int, ...]  # the layers that its labels come from
    keys: frozenset[Key]
    earlier: Mapping[Key, Sequence[Mention]]  # observations that a later one of the batch has overtaken


class TopicMatcher:
    """The topics of a workspace, ready to be matched against what comes in."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = tuple(topics)
        self._ids = {topic.name: topic.id for topic in topics}
        self._percolator = Percolator(
            {
                topic.name: compile_query(parse_query(topic.query).tree, aliases=topic.aliases)
                for topic in topics
            }
        )

    def ids(self, heard: Mention, understood: Understanding) -> tuple[int, ...]:
        """Return the numbers of the topics that match."""
        if not self.topics:
            return ()
        labels = understood.labels
        fields = fields_of(
            heard,
            {
                "sentiment": labels.sentiment.label,
                "intent": labels.intent.label,
                "offensive": labels.offensive.label,
            },
        )
        return tuple(self._ids[name] for name in self._percolator.names(understood.document, fields))


class Intake:
    """Takes mentions into a workspace; each batch is acknowledged by its transaction."""

    def __init__(
        self,
        store: Store,
        *,
        workspace: str | None = None,
        numbers: MutableMapping[Key, int] | None = None,
        only_new: bool = False,
    ) -> None:
        """Open the way in.

        `numbers` are those that restored mentions would like to keep, taken out once they are written. With
        `only_new` what is known is never changed, as by a masked export.
        """
        self._store = store
        self._numbers = {} if numbers is None else numbers
        self._only_new = only_new
        self._workspace = workspace or store.workspace
        self._waiting: deque[Admitted] = deque()
        self._matcher: TopicMatcher | None = None
        self._layering = SHIPPED
        self.tally = Tally()

    def take(self, mentions: Iterable[Mention], *, batch: int = BATCH) -> Tally:
        """Take all of them and return the tally; what came before an error of the source is written first."""
        source = iter(mentions)
        failure: DeutgoError | OSError | None = None
        while failure is None:
            chunk: list[Mention] = []
            try:
                chunk.extend(islice(source, batch))
            except (DeutgoError, OSError) as error:
                failure = error
            if not chunk:
                break
            self._admit(chunk)
            while len(self._waiting) > AHEAD:
                self._finish()
        while self._waiting:
            self._finish()
        if failure is not None:
            raise failure
        return self.tally

    def _admit(self, chunk: Sequence[Mention]) -> None:
        """Set aside what is known already and begin to understand the rest."""
        hashed = [(heard, hash_content(heard)) for heard in chunk]
        keys = {key_of(heard) for heard in chunk}
        while any(not keys.isdisjoint(batch.keys) for batch in self._waiting):
            self._finish()  # an earlier observation of the same mention must be written first
        with self._store.read(workspace=self._workspace) as work:
            known = find_known(work.connection, self._workspace, keys)
            self._layering = Layers(work.connection, self._workspace).in_use(self._layering)
        worth: dict[Key, tuple[Mention, int]] = {}
        earlier: dict[Key, list[Mention]] = {}
        for heard, content_hash in hashed:
            key = key_of(heard)
            before = known.get(key)
            if key in worth:  # the chunk repeats it; only the last one is written
                before = _as_known(*worth[key], before)
            verdict = judge(heard, content_hash, before)
            if verdict is Verdict.DUPLICATE or (self._only_new and verdict is Verdict.UPDATED):
                self.tally.count(Verdict.DUPLICATE)
                continue
            if key in worth:
                self.tally.count(Verdict.UPDATED)
                earlier.setdefault(key, []).append(worth[key][0])
            worth[key] = (heard if before is None else _with_counts(heard, before), content_hash)
        standing = [heard for heard, _ in worth.values() if heard.deleted_at is None]
        texts = [searchable(heard.title, heard.text) for heard in standing]
        if worth:
            self._waiting.append(
                Admitted(
                    mentions=tuple(worth.values()),
                    understandings=understand_ahead(texts, self._layering),
                    layers=self._layering.ids,
                    keys=frozenset(worth),
                    earlier=earlier,
                )
            )

    def _finish(self) -> None:
        """Match the oldest batch against the topics and write it."""
        admitted = self._waiting.popleft()
        understood = iter(admitted.understandings())
        known = [
            (heard, content_hash, next(understood) if heard.deleted_at is None else None)
            for heard, content_hash in admitted.mentions
        ]
        matcher = self._topics_now()
        batch = self._match(known, matcher, admitted.earlier)
        with self._store.begin(durable=False, workspace=self._workspace) as work:
            topics = Topics(work.connection, self._workspace).all()
            self._layering = Layers(work.connection, self._workspace).in_use(self._layering)
            if self._layering.ids != admitted.layers:  # someone changed them since
                known = _labelled(known, self._layering)
                batch = self._match(known, matcher, admitted.earlier)
            if tuple(topics) != matcher.topics:  # someone added or removed one since
                self._matcher = matcher = TopicMatcher(topics)
                batch = self._match(known, matcher, admitted.earlier)
            tally = keep(work.connection, self._workspace, batch, now=int(time.time()))
        for heard in batch if self._numbers else ():
            self._numbers.pop(key_of(heard.mention), None)
        self.tally.new += tally.new
        self.tally.updated += tally.updated
        self.tally.duplicate += tally.duplicate

    def _match(
        self,
        known: Sequence[tuple[Mention, int, Understanding | None]],
        matcher: TopicMatcher,
        earlier: Mapping[Key, Sequence[Mention]],
    ) -> list[Heard]:
        ids, numbers = matcher.ids, self._numbers
        return [
            Heard(
                mention=heard,
                content_hash=content_hash,
                understanding=understood,
                topics=() if understood is None else ids(heard, understood),
                number=numbers.get(key_of(heard)) if numbers else None,
                earlier=tuple(earlier.get(key_of(heard), ())) if earlier else (),
            )
            for heard, content_hash, understood in known
        ]

    def _topics_now(self) -> TopicMatcher:
        if self._matcher is None:
            with self._store.read(workspace=self._workspace) as work:
                self._matcher = TopicMatcher(Topics(work.connection, self._workspace).all())
        return self._matcher


def _labelled(
    known: Sequence[tuple[Mention, int, Understanding | None]], layering: Layering
) -> list[tuple[Mention, int, Understanding | None]]:
    """Label a batch again by other layers."""
    texts = [understood.document.text for _, _, understood in known if understood is not None]
    labels = iter(label_texts(texts, layering.by_task))
    return [
        (heard, content, None if understood is None else replace(understood, labels=next(labels)))
        for heard, content, understood in known
    ]


def _with_counts(heard: Mention, before: Known) -> Mention:
    """Fill counts that this observation does not tell with those known: topics may ask for them."""
    missing: dict[str, Any] = {
        name: count
        for name, count in zip(COUNTS, before.counts, strict=True)
        if count is not None and getattr(heard, name) is None
    }
    return replace(heard, **missing) if missing else heard


def _as_known(heard: Mention, content_hash: int, before: Known | None) -> Known:
    """Return what the store will know once this observation is written."""
    return Known(
        id=before.id if before else 0,
        content_hash=content_hash,
        observed_at=epoch(heard.observed_at),
        deleted_at=epoch(heard.deleted_at),
        counts=tuple(getattr(heard, name) for name in COUNTS),
    )
