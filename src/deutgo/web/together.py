"""함께 움직인 흔적: groups with their evidence, ordinary explanations, and the list of our own accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response

from deutgo.clock import SEOUL
from deutgo.detect.coordination.kept import OwnAccount, TogetherRun, tell_kept
from deutgo.i18n import _
from deutgo.people import Role
from deutgo.store.mentions import Mentions
from deutgo.store.together import DAYS, forget_own, keep_run, last_run, look_together
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.web.answers import as_csv, as_json
from deutgo.web.shown import Shown, show
from deutgo.web.topics import topic_of
from deutgo.web.visitor import Problem, TheVisitor, Visitor

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
MOST_OWN = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """One meeting of two accounts, with both texts masked; None where a post is gone."""

    object: str | None
    at: datetime
    gap_seconds: float
    similarity: float
    first: Shown | None
    second: Shown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """Two accounts and where they met."""

    accounts: tuple[str, str]
    log10_p: float
    meetings: list[Met]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """One group as people see it. `number` is its place in the search."""

    number: int
    accounts: list[str]
    own: list[str]
    log10_p: float
    ordinary: str | None
    doubts: list[str]
    summary: str
    mention_ids: list[int]
    pairs: list[PairView]


def groups_of(work: UnitOfWork, run: TogetherRun) -> list[GroupView]:
    """Put the texts, masked, to the numbers that were kept."""
    pairs = [pair for group in run.found for pair in group["pairs"]]
    ids = sorted({number for pair in pairs for met in pair["meetings"] for number in met["mentions"]})
    shown = {each.id: show(each) for each in Mentions(work.connection, work.workspace).many(ids)}
    return [_group(number, group, shown) for number, group in enumerate(run.found, start=1)]


def _group(number: int, group: Mapping[str, Any], shown: Mapping[int, Shown]) -> GroupView:
    return GroupView(
        number=number,
        accounts=list(group["accounts"]),
        own=list(group["own"]),
        log10_p=group["log10_p"],
        ordinary=group["ordinary"],
        doubts=list(group["doubts"]),
        summary=tell_kept(group),
        mention_ids=[each for moment in group["moments"] for each in moment["mentions"]][:150],
        pairs=[
            PairView(
                accounts=(pair["accounts"][0], pair["accounts"][1]),
                log10_p=pair["log10_p"],
                meetings=sorted((_met(met, shown) for met in pair["meetings"]), key=lambda met: met.at),
            )
            for pair in group["pairs"]
        ],
    )


def _met(met: Mapping[str, Any], shown: Mapping[int, Shown]) -> Met:
    first, second = met["mentions"]
    return Met(
        object=met["object"],
        at=datetime.fromtimestamp(met["at"], SEOUL),
        gap_seconds=met["gap_seconds"],
        similarity=met["similarity"],
        first=shown.get(first),
        second=shown.get(second),
    )


@router.get("/topics/{topic_id:int}/together")
def show_together(visitor: TheVisitor, topic_id: int) -> Response:
    """Show the last search."""
    return _page(visitor, topic_id)


def _page(visitor: Visitor, topic_id: int, problem: Problem | None = None) -> Response:
    with visitor.deutgo.store.read() as work:
        topic = topic_of(work, topic_id)
        run = last_run(work, topic_id)
        groups = groups_of(work, run) if run else []
        own = work.own_accounts.find()
    return visitor.page(
        "together.html",
        title=_("%(topic)s: 함께 움직인 흔적") % {"topic": topic.name},
        problem=problem,
        topic=topic,
        run=run,
        unexplained=[group for group in groups if group.ordinary is None],
        explained=[group for group in groups if group.ordinary is not None],
        own=own,
        days=DAYS.days,
    )


@router.get("/topics/{topic_id:int}/together.json")
def together_json(visitor: TheVisitor, topic_id: int) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        topic_of(work, topic_id)
        run = last_run(work, topic_id)
        groups = groups_of(work, run) if run else []
        own = [account.name for account in work.own_accounts.find()]
    searched = None if run is None else {"at": run.at, "since": run.since, "posts": run.post_count}
    return as_json({"searched": searched, "groups": groups, "own_accounts": own})


@router.get("/topics/{topic_id:int}/together.csv")
def together_csv(visitor: TheVisitor, topic_id: int) -> Response:
    """The accounts as CSV, one row an account and group."""
    with visitor.deutgo.store.read() as work:
        topic_of(work, topic_id)
        run = last_run(work, topic_id)
        groups = groups_of(work, run) if run else []
    rows = [(group, account) for group in groups for account in group.accounts]
    columns = {
        "account": lambda row: row[1],
        "group": lambda row: row[0].number,
        "log10_p": lambda row: row[0].log10_p,
        "ordinary_explanation": lambda row: row[0].ordinary,
        "own": lambda row: row[1] in row[0].own,
    }
    return as_csv(f"together-{topic_id}", columns, rows)


@router.post("/topics/{topic_id:int}/together")
def search_now(visitor: TheVisitor, topic_id: int) -> Response:
    """Search now; it takes a few seconds at most."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.AGENT)
        topic_of(work, topic_id)
        run = keep_run(work, look_together(work, topic_id, at=visitor.now))
        visitor.tell(work, "together_searched", f"topic:{topic_id}", groups=len(run.found))

    return visitor.act(
        do,
        then=f"/topics/{topic_id}/together?done=together_searched",
        form="search",
        again=lambda problem: _page(visitor, topic_id, problem),
    )


@router.post("/topics/{topic_id:int}/together/own")
def keep_own(visitor: TheVisitor, topic_id: int, names: Text = "") -> Response:
    """Replace the list of our own accounts, one a line; it holds for every topic."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.APPROVER)
        wanted = list(dict.fromkeys(name.strip() for name in names.splitlines() if name.strip()))[:MOST_OWN]
        known = {account.name: account for account in work.own_accounts.find()}
        forget_own(work, [account for name, account in known.items() if name not in wanted])
        for name in wanted:
            if name not in known:
                work.own_accounts.add(
                    OwnAccount(name=name, added_by=visitor.actor.person_id, added_at=visitor.now)
                )
        visitor.tell(work, "own_accounts_kept", None, count=len(wanted))

    return visitor.act(
        do,
        then=f"/topics/{topic_id}/together?done=saved#own",
        form="own",
        again=lambda problem: _page(visitor, topic_id, problem),
        names=names,
    )
