"""Search in history: the index proposes, the one matcher decides, newest first.

On PostgreSQL nothing is proposed yet (full-text search there comes with the scale work): mentions are judged
one by one, newest first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, inspect
from sqlalchemy import text as sql_text

from deutgo.listen.query.fields import since_second, until_second
from deutgo.listen.query.parser import parse_query
from deutgo.store.proposal import (
    EVERYTHING,
    Proposal,
    column_sql,
    columns_of,
    needs_copies,
    needs_engagement,
    propose,
)
from deutgo.understand.document import decode_document, searchable
from deutgo.understand.match import Aliases, Matcher, compile_query

CHUNK = 500
# a store in which nothing has looked for copies yet
NO_COPIES = "(SELECT 0 AS mention_id, 0 AS copy_of, 0.0 AS similarity WHERE 1 = 0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query ready to be searched: its matcher, what it proposes, and the time it is bounded to.

    `since` and `until` are epoch seconds, both included.
    """

    matcher: Matcher
    proposal: Proposal
    since: int | None = None
    until: int | None = None


def ask(
    query: str,
    *,
    aliases: Aliases | None = None,
    since: str | None = None,
    until: str | None = None,
    now: datetime | None = None,
) -> Asked:
    """Prepare a query; raises `BadQuery` or, for a time that cannot be read, `BadInput`.

    `now` is what `age:` counts from. A date in `until` counts whole.
    """
    matcher = compile_query(parse_query(query).tree, aliases=aliases, now=now)
    return Asked(
        matcher=matcher,
        proposal=propose(matcher.check),
        since=since_second(since) if since else None,
        until=until_second(until) if until else None,
    )


class Search:
    """Search in the mentions of one workspace."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace
        self._indexed = connection.dialect.name == "sqlite"

    def newest(self, asked: Asked, *, limit: int | None = 50) -> list[int]:
        """Return the numbers of the newest matching mentions, newest first; all for `limit=None`."""
        if limit is not None and limit <= 0:
            return []
        if asked.proposal.exact and self._indexed:
            sql, values = self._statement(asked, "{id}", newest=True)
            if limit is not None:
                sql, values = f"{sql} LIMIT ?", [*values, limit]
            return [int(row[0]) for row in self._run(sql, values)]
        found: list[int] = []
        for number in self._judged(asked, newest=True):
            found.append(number)
            if limit is not None and len(found) >= limit:
                break
        return found

    def source_ids(self, numbers: Sequence[int]) -> list[str]:
        """Return the sources' own ids of these mentions, in the same order."""
        found: list[str] = []
        for start in range(0, len(numbers), CHUNK):
            chunk = numbers[start : start + CHUNK]
            marks = ", ".join("?" * len(chunk))
            sql = f"SELECT id, external_id FROM mention WHERE id IN ({marks})"  # noqa: S608
            known = {row[0]: str(row[1]) for row in self._run(sql, list(chunk))}
            found.extend(known[number] for number in chunk if number in known)
        return found

    def count(self, asked: Asked) -> int:
        """Count the matching mentions."""
        if asked.proposal.exact and self._indexed:
            sql, values = self._statement(asked, "count(*)")
            return int(next(iter(self._run(sql, values)))[0])
        return sum(1 for _ in self._judged(asked))

    def _judged(self, asked: Asked, *, newest: bool = False) -> Iterator[int]:
        """Yield the proposed mentions that match."""
        columns = sorted(columns_of(asked.matcher.check) - {"title"})
        chosen = ", ".join(["m.id", "m.title", "m.text", "m.tokens", *map(column_sql, columns)])
        sql, values = self._statement(asked, chosen, newest=newest, columns=columns_of(asked.matcher.check))
        matches = asked.matcher.check.test
        for number, title, text, tokens, *rest in self._run(sql, values):
            fields: dict[str, object] = {"title": title}
            if rest:
                fields.update(zip(columns, rest, strict=True))
            if matches(decode_document(searchable(title, text), tokens or ""), fields):
                yield int(number)

    def _statement(
        self, asked: Asked, chosen: str, *, newest: bool = False, columns: frozenset[str] = frozenset()
    ) -> tuple[str, list[object]]:
        """Write the SELECT: over the index alone where it suffices, else over the rows beside it."""
        proposal = asked.proposal if self._indexed else EVERYTHING
        conditions: list[str] = []
        values: list[object] = []
        bounded = asked.since is not None or asked.until is not None
        alone = proposal.where is None and not bounded and "m." not in chosen and self._is_only_workspace()
        if proposal.match is not None:
            conditions.append("mention_fts MATCH ?")
            values.append(proposal.match)
        if proposal.match is not None and alone:
            place, tables = "mention_fts.rowid", "mention_fts"
        else:
            place, tables = self._tables(proposal, columns)
            conditions += ["m.workspace = ?", "m.deleted_at IS NULL"]
            values.append(self._workspace)
        if proposal.where is not None:
            conditions.append(proposal.where)
            values.extend(proposal.values)
        if asked.since is not None:
            conditions.append("m.created_at >= ?")
            values.append(asked.since)
        if asked.until is not None:
            conditions.append("m.created_at <= ?")
            values.append(asked.until)
        order = f" ORDER BY {place} DESC" if newest else ""
        chosen = chosen.replace("{id}", place)
        return f"SELECT {chosen} FROM {tables} WHERE {' AND '.join(conditions)}{order}", values  # noqa: S608

    def _tables(self, proposal: Proposal, columns: frozenset[str]) -> tuple[str, str]:
        """Return (the newest-first column, the joined tables)."""
        place, tables = "m.id", "mention m"
        if proposal.match is not None:  # CROSS JOIN keeps the index outermost: SQLite would guess
            place, tables = (
                "mention_fts.rowid",
                "mention_fts CROSS JOIN mention m ON m.id = mention_fts.rowid",
            )
        if needs_engagement(columns) or "e." in (proposal.where or ""):
            tables += " LEFT JOIN engagement e ON e.mention = m.id"
        if needs_copies(columns) or "c." in (proposal.where or ""):
            there = inspect(self._connection).has_table("copies")
            tables += f" LEFT JOIN {'copies' if there else NO_COPIES} c ON c.mention_id = m.id"
        return place, tables

    def _is_only_workspace(self) -> bool:
        """Tell whether all mentions are this workspace's, so that the index need not be joined."""
        sql = "SELECT (SELECT min(workspace) FROM mention), (SELECT max(workspace) FROM mention)"
        low, high = next(iter(self._run(sql, [])))
        return low in (None, self._workspace) and high in (None, self._workspace)

    def _run(self, sql: str, values: Sequence[object]) -> Iterator[Sequence[Any]]:
        """Run SQL that is written with `?`, for either database.

        On SQLite the driver's own cursor is used: counting ten thousand candidates costs half as much.
        """
        if self._indexed:
            cursor = self._connection.connection.cursor()
            try:
                yield from cursor.execute(sql, tuple(values))
            finally:
                cursor.close()
            return
        parts = sql.split("?")
        named = "".join(
            f"{part}:v{number}" if number < len(values) else part for number, part in enumerate(parts)
        )
        bound = {f"v{number}": value for number, value in enumerate(values)}
        options = {"stream_results": True}
        with self._connection.execute(sql_text(named), bound, execution_options=options) as result:
            yield from result
