"""One request by one signed-in person: what every screen needs, and how a form's act is carried out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from deutgo.errors import DeutgoError, NotFound, Unauthenticated
from deutgo.events import Event
from deutgo.people import Actor
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.rooms import newest_event
from deutgo.web.errors import words_of
from deutgo.web.guard import the_actor, the_deutgo
from deutgo.web.pages import page
from deutgo.wiring import Deutgo

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What was wrong with one form, in words, and what had been typed into it."""

    form: str
    code: str
    words: str
    status: int
    typed: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """The person, their request, and the product."""

    request: Request
    actor: Actor
    deutgo: Deutgo
    newest_event: int  # when the request came; no page is older than this

    @property
    def now(self) -> datetime:
        """The present instant, of the product's own clock."""
        return self.deutgo.clock()

    def page(self, template: str, *, problem: Problem | None = None, **values: Any) -> Response:
        """Render a page; beside the form that had a problem it says which, with its status."""
        response = page(
            self.request,
            template,
            actor=self.actor,
            newest_event=self.newest_event,
            problem=problem,
            **values,
        )
        response.status_code = problem.status if problem else 200
        return response

    def tell(self, work: UnitOfWork, name: str, subject: str | None, **facts: object) -> None:
        """Record what this person did, in the transaction of the act itself."""
        work.emit(
            Event(
                name=name,
                at=self.now,
                workspace=self.actor.workspace,
                actor=str(self.actor.person_id),
                subject=subject,
                facts=facts,
            )
        )

    def act(
        self,
        do: Callable[[UnitOfWork], T],
        *,
        then: str | Callable[[T], str],
        form: str,
        again: Callable[[Problem], Response],
        **typed: Any,
    ) -> Response:
        """Do one act in one transaction and go on; if it is refused, show the form again as it was typed."""
        try:
            with self.deutgo.store.begin() as work:
                result = do(work)
        except (NotFound, Unauthenticated):
            raise
        except DeutgoError as error:
            words = words_of(error)
            return again(Problem(form=form, code=error.code, words=words, status=error.status, typed=typed))
        return RedirectResponse(then if isinstance(then, str) else then(result), status_code=303)


def the_visitor(request: Request) -> Visitor:
    """Return the visitor; raises `Unauthenticated` when nobody is signed in."""
    actor, deutgo = the_actor(request), the_deutgo(request)
    with deutgo.store.read() as work:
        newest = newest_event(work)
    return Visitor(request=request, actor=actor, deutgo=deutgo, newest_event=newest)


TheVisitor = Annotated[Visitor, Depends(the_visitor)]
