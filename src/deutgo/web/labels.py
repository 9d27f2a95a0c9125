"""Automatic labels: how often they are right here, and learning from what people corrected."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Response

from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.people import Role
from deutgo.store.layers import KeptLayer, Layers, learn, learnable
from deutgo.store.relabelling import waiting_below
from deutgo.store.unit_of_work import UnitOfWork
from deutgo.store.views.corrected import agreement, corrections
from deutgo.store.views.rooms import person_names
from deutgo.understand.corrections import LEAST
from deutgo.understand.labels import TASKS
from deutgo.web.answers import as_json
from deutgo.web.visitor import Problem, TheVisitor, Visitor

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("/labels")
def show_labels(visitor: TheVisitor) -> Response:
    """Show how often labels were right, and every layer that was learned."""
    return _page(visitor)


def _page(visitor: Visitor, problem: Problem | None = None) -> Response:
    with visitor.deutgo.store.read() as work:
        layers = Layers(work.connection, work.workspace).all()
        return visitor.page(
            "labels.html",
            title=_("자동 분류"),
            problem=problem,
            tasks=tuple(TASKS),
            layers={task: [each for each in layers if each.task == task] for task in TASKS},
            counts={task: len(learnable(work, task)) for task in TASKS},
            agreement={task: agreement(corrections(work, task=task)).get(task) for task in TASKS},
            names=person_names(work),
            least=LEAST,
            renewing=waiting_below(work.connection, work.workspace) is not None,
        )


@router.get("/labels.json")
def labels_json(visitor: TheVisitor) -> Response:
    """The same as JSON."""
    with visitor.deutgo.store.read() as work:
        layers = Layers(work.connection, work.workspace).all()
        tasks = {}
        for task in TASKS:
            right, judged = agreement(corrections(work, task=task)).get(task, (0, 0))
            tasks[task] = {
                "corrections": len(learnable(work, task)),
                "last": {"judged": judged, "right": right},
                "layers": [each for each in layers if each.task == task],
            }
        renewing = waiting_below(work.connection, work.workspace) is not None
        return as_json({"tasks": tasks, "renewing": renewing})


@router.post("/labels/{task}/learn")
def learn_again(visitor: TheVisitor, task: str) -> Response:
    """Fit a new version from the corrections; it is not used before somebody chooses it."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.APPROVER)
        _known(task)
        kept = learn(work, task, by=str(visitor.actor.person_id), at=visitor.now)
        _tell(work, visitor, "label_layer_learned", task, kept)

    return _act(visitor, do, "label_layer_learned")


@router.post("/labels/{task}/use")
def use(visitor: TheVisitor, task: str, version: Text = "") -> Response:
    """Use a version, an older one too; an empty version returns to the labels as shipped."""

    def do(work: UnitOfWork) -> None:
        visitor.actor.need(Role.APPROVER)
        _known(task)
        if version and not version.isdigit():
            raise BadInput(reason=version)
        layers = Layers(work.connection, work.workspace)
        layers.use(task, int(version) if version else None)
        chosen = next((each for each in layers.all(task) if each.in_use), None)
        _tell(work, visitor, "label_layer_used" if chosen else "label_layer_dropped", task, chosen)

    return _act(visitor, do, "label_layer_used" if version else "label_layer_dropped")


def _known(task: str) -> None:
    if task not in TASKS:
        raise BadInput(reason=f"{task}: {', '.join(TASKS)}")


def _act(visitor: Visitor, do: Callable[[UnitOfWork], None], done: str) -> Response:
    return visitor.act(
        do, then=f"/labels?done={done}", form="labels", again=lambda problem: _page(visitor, problem)
    )


def _tell(work: UnitOfWork, visitor: Visitor, name: str, task: str, layer: KeptLayer | None) -> None:
    facts: dict[str, object] = {"task": task}
    if layer is not None:
        facts |= {"version": layer.version, "corrections": layer.correction_count}
    visitor.tell(work, name, f"labels:{task}", **facts)
