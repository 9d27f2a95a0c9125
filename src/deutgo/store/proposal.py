"""From a query's checks to SQLite: which mentions can match, and whether that already decides it.

Words under AND, OR and NOT, beginnings and fields are decided by the database. A phrase or a distance is only
proposed: the rows are then judged by the one matcher. What cannot be said to the database proposes
everything, so a proposal may be too wide and is never too narrow.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from deutgo.understand.checks import Check, HasPhrase, HasPrefix, HasWord
from deutgo.understand.combine import All, Any, Close, Excluded, InPart, OneSentence
from deutgo.understand.conditions import KST_SECONDS, FieldCheck
from deutgo.understand.lexeme import SURFACE, fold, pairs

DEEPEST = 24  # FTS5's parser overflows not far above; deeper parts propose everything
_ENGAGEMENT = frozenset({"views", "likes", "shares", "replies"})
_COPIES = frozenset({"copy_of", "similarity"})  # of the table that the search for copies fills
_EPOCH_SHIFT = 86_400 * 100_000  # keeps the remainder positive for years before 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`match` is an FTS5 expression and `where` SQL over `m` and `e`, both needed; None asks nothing.

    `exact` tells that the rows found are the rows that match. Values are bound by position.
    """

    match: str | None = None
    where: str | None = None
    values: tuple[str | float, ...] = ()
    exact: bool = False

    @property
    def condition(self) -> str | None:
        """Both conditions as one piece of SQL over `m`."""
        parts = []
        if self.match is not None:
            parts.append("m.id IN (SELECT rowid FROM mention_fts WHERE mention_fts MATCH ?)")
        if self.where is not None:
            parts.append(self.where)
        return f"({' AND '.join(parts)})" if parts else None

    @property
    def bound(self) -> tuple[str | float, ...]:
        """The values for `condition`."""
        return self.values if self.match is None else (self.match, *self.values)


EVERYTHING = Proposal()


def propose(check: Check, depth: int = 0) -> Proposal:
    """Say which mentions can fulfil a check."""
    if isinstance(check, HasWord):
        return Proposal(match=" OR ".join(map(_quoted, check.tokens)), exact=True)
    if isinstance(check, HasPrefix):
        return Proposal(match=f"{_quoted(check.token)} *", exact=len(check.text) <= SURFACE)
    if isinstance(check, HasPhrase):
        found = pairs(fold(check.text))
        return Proposal(match=_quoted(" ".join(found)) if found else None)
    if isinstance(check, FieldCheck):
        return _field(check)
    if depth >= DEEPEST:
        return EVERYTHING
    if isinstance(check, All):
        return _all(check.children, depth)
    if isinstance(check, Any):
        return _any([propose(child, depth + 1) for child in check.children])
    if isinstance(check, Excluded):
        return _not(propose(check.child, depth + 1))
    if isinstance(check, Close | OneSentence):
        return _inexact(_all((check.left, check.right), depth))
    if isinstance(check, InPart):
        return _inexact(propose(check.child, depth + 1)) if not _excludes(check.child) else EVERYTHING
    return EVERYTHING


def columns_of(check: Check) -> frozenset[str]:
    """Return the fields that a check reads."""
    if isinstance(check, FieldCheck):
        return frozenset({check.column, "created_precision"} if check.kind == "clock" else {check.column})
    if isinstance(check, InPart):
        return columns_of(check.child) | {"title"}
    if isinstance(check, Excluded):
        return columns_of(check.child)
    if isinstance(check, All | Any):
        return frozenset().union(*map(columns_of, check.children))
    return frozenset()


def needs_engagement(columns: frozenset[str]) -> bool:
    """Tell whether the table of counts must be read."""
    return not _ENGAGEMENT.isdisjoint(columns)


def needs_copies(columns: frozenset[str]) -> bool:
    """Tell whether the table of copies must be read."""
    return not _COPIES.isdisjoint(columns)


def column_sql(column: str) -> str:
    """Name a field as the joined tables do."""
    table = "e" if column in _ENGAGEMENT else "c" if column in _COPIES else "m"
    return f"{table}.{column}"


def _excludes(check: Check) -> bool:
    """Tell whether something is excluded below: within a part, its proposal would be too narrow."""
    if isinstance(check, Excluded):
        return True
    return isinstance(check, All | Any) and any(map(_excludes, check.children))


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


def _inexact(proposal: Proposal) -> Proposal:
    return Proposal(match=proposal.match, where=proposal.where, values=proposal.values)


def _all(children: Sequence[Check], depth: int) -> Proposal:
    """Join what all must fulfil; words excluded by words stay inside the index."""
    wanted, excluded, wheres = [], [], []
    values: list[str | float] = []
    exact = True
    for child in children:
        inner = child.child if isinstance(child, Excluded) else None
        if inner is not None:
            proposal = propose(inner, depth + 1)
            if proposal.match is not None and proposal.where is None and proposal.exact:
                excluded.append(f"({proposal.match})")
                continue
            proposal = _not(proposal)
        else:
            proposal = propose(child, depth + 1)
        exact = exact and proposal.exact
        if proposal.match is not None:
            wanted.append(f"({proposal.match})")
        if proposal.where is not None:
            wheres.append(proposal.where)
            values.extend(proposal.values)
    match = " AND ".join(wanted) if wanted else None
    if excluded and match is not None:
        match = f"({match}) NOT ({' OR '.join(excluded)})"
    elif excluded:
        absent = "m.id NOT IN (SELECT rowid FROM mention_fts WHERE mention_fts MATCH ?)"
        wheres.append(absent)
        values.append(" OR ".join(excluded))
    return Proposal(
        match=match, where=" AND ".join(wheres) if wheres else None, values=tuple(values), exact=exact
    )


def _any(proposals: Sequence[Proposal]) -> Proposal:
    exact = all(proposal.exact for proposal in proposals)
    if all(proposal.match is not None and proposal.where is None for proposal in proposals):
        return Proposal(match=" OR ".join(f"({proposal.match})" for proposal in proposals), exact=exact)
    conditions = [proposal.condition for proposal in proposals]
    if any(condition is None for condition in conditions):
        return EVERYTHING
    values = tuple(value for proposal in proposals for value in proposal.bound)
    return Proposal(where=f"({' OR '.join(map(str, conditions))})", values=values, exact=exact)


def _not(proposal: Proposal) -> Proposal:
    condition = proposal.condition
    if condition is None or not proposal.exact:
        return EVERYTHING
    return Proposal(where=f"NOT {condition}", values=proposal.bound, exact=True)


def _field(check: FieldCheck) -> Proposal:
    column = column_sql(check.column)
    values: tuple[str | float, ...] = tuple(check.values)
    if check.kind in ("text", "label"):
        parts = [f"{column} = ? COLLATE NOCASE"] * len(check.whole)
        parts += [f"{column} LIKE ? ESCAPE '!'"] * len(check.prefixes)
        values = (*sorted(check.whole), *(_like(value) + "%" for value in check.prefixes))
        sql = " OR ".join(parts)
    elif check.kind == "contains":
        sql = " OR ".join([f"{column} LIKE ? ESCAPE '!'"] * len(values))
        values = tuple(f"%{_like(str(value))}%" for value in values)
    elif check.kind == "told":
        sql, values = f"coalesce({column} || '', '') {'<>' if check.values[0] == 'yes' else '='} ''", ()
    elif check.kind == "clock":
        minute = f"(({column} + {KST_SECONDS + _EPOCH_SHIFT}) / 60 % 1440)"
        start, end = float(check.values[0]), check.upper or 0.0
        joined = "AND" if start <= end else "OR"
        sql = f"m.created_precision = 'instant' AND ({minute} >= ? {joined} {minute} < ?)"
        values = (start, end)
    elif check.operator == "..":
        sql, values = f"{column} BETWEEN ? AND ?", (check.values[0], check.upper or 0.0)
    else:
        sql = f"{column} {check.operator} ?"
    return Proposal(where=f"(({sql}) IS TRUE)", values=values, exact=True)


def _like(value: str) -> str:
    return value.replace("!", "!!").replace("%", "!%").replace("_", "!_")
