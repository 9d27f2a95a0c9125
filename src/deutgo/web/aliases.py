"""Other spellings of a topic's names: suggested from what people write, added only by a person."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response

from deutgo.errors import BadInput, Blank
from deutgo.i18n import _
from deutgo.listen.query.parser import parse_query
from deutgo.listen.query.tree import Field, Not, Phrase, Term, walk
from deutgo.people import Role
from deutgo.store.mentions import Mentions
from deutgo.store.search import Search, ask
from deutgo.store.topics import Topic, Topics
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.understand.aliases import AliasSuggestion, suggest_aliases
from deutgo.understand.document import searchable
from deutgo.understand.morphemes import analyse_many
from deutgo.web.answers import as_json
from deutgo.web.topics import topic_of
from deutgo.web.visitor import Problem, TheVisitor, Visitor
from deutgo.web.wordcheck import is_ready

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
OWN, AROUND = 400, 1_200  # mentions that are read: the topic's newest, and the newest of all
NAMES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Words that may be other names of `name`; `names` are those that could be asked for."""

    name: str
    names: list[str]
    known: tuple[str, ...]
    found: list[AliasSuggestion]


def names_of(topic: Topic) -> list[str]:
    """Return the words that a topic wants, those with aliases first; excluded words are none."""
    tree = parse_query(topic.query).tree
    excluded = {id(below) for node in walk(tree) if isinstance(node, Not) for below in walk(node)}
    words = [
        node.text if isinstance(node, Term | Phrase) else str(node.values[0])
        for node in walk(tree)
        if id(node) not in excluded
        and (isinstance(node, Term | Phrase) or (isinstance(node, Field) and node.name == "alias"))
    ]
    return [word for word in dict.fromkeys([*topic.aliases, *words]) if len(word) > 1][:NAMES]


def suggested(work: UnitOfWork, topic: Topic, name: str = "") -> Suggested:
    """Look for other spellings; a few seconds of analysis, so only when somebody asks."""
    names = names_of(topic)
    chosen = name if name in names else next(iter(names), "")
    known = tuple(topic.aliases.get(chosen, ()))
    if not chosen:
        return Suggested(name="", names=[], known=(), found=[])
    mentions = Mentions(work.connection, work.workspace)
    read = {
        stored.id: searchable(stored.mention.title, stored.mention.text)[:1000]
        for stored in (*mentions.newest(topic=topic.id, limit=OWN), *mentions.newest(limit=AROUND))
    }
    found = suggest_aliases(chosen, list(analyse_many(read.values())), known=known)
    return Suggested(name=chosen, names=names, known=known, found=found)


@router.get("/topics/{topic_id:int}/aliases")
def show_aliases(visitor: TheVisitor, topic_id: int, name: str = "") -> Response:
    """Show suggestions as a part of the topic's page."""
    return _part(visitor, topic_id, name)


def _part(visitor: Visitor, topic_id: int, name: str = "", problem: Problem | None = None) -> Response:
    is_ready(within=20)
    with visitor.deutgo.store.read() as work:
        topic = topic_of(work, topic_id)
        return visitor.page(
            "aliases.html",
            title=_("다른 표기"),
            problem=problem,
            topic=topic,
            suggested=suggested(work, topic, name),
        )


@router.get("/topics/{topic_id:int}/aliases.json")
def aliases_json(visitor: TheVisitor, topic_id: int, name: str = "") -> Response:
    """The same as JSON."""
    is_ready(within=20)
    with visitor.deutgo.store.read() as work:
        return as_json({"aliases": suggested(work, topic_of(work, topic_id), name)})


@router.post("/topics/{topic_id:int}/aliases")
def add_alias(
    visitor: TheVisitor, topic_id: int, name: Text = "", other: Text = "", guard: Text = ""
) -> Response:
    """Add a spelling to the topic, or a guarded one to its query; the past is searched again."""
    is_ready(within=20)

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.DRAFTER)
        topic = topic_of(work, topic_id)
        spelling, guarded = other.strip(), guard.strip()
        if not spelling and not guarded:
            raise Blank(field="다른 표기")
        if not guarded and name not in names_of(topic):
            raise BadInput(reason=name)
        query, aliases = topic.query, dict(topic.aliases)
        if guarded:
            query = f"({query}) OR ({guarded})"
        elif spelling not in aliases.get(name, ()):
            aliases[name] = (*aliases.get(name, ()), spelling)
        asked = ask(query, aliases=aliases)
        changed = Topics(work.connection, work.workspace).change(topic, query=query, aliases=aliases)
        found = Search(work.connection, work.workspace).newest(asked, limit=None)
        Topics(work.connection, work.workspace).enter(changed, found)
        count = sum(map(len, aliases.values()))
        visitor.tell(work, "topic_changed", f"topic:{topic_id}", aliases=count, guarded=bool(guarded))

    return visitor.act(
        do,
        then=f"/topics/{topic_id}?done=alias_added",
        form="alias",
        again=lambda problem: _part(visitor, topic_id, name, problem),
    )
