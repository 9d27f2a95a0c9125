"""The first screen: what needs a person now, worst first."""

from fastapi import APIRouter, Request, Response

from deutgo.i18n import _
from deutgo.web.guard import TheActor, TheDeutgo
from deutgo.web.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/")
def overview(request: Request, actor: TheActor, deutgo: TheDeutgo) -> Response:
    """Show open alerts, cases, approvals that wait, and tickets that are late."""
    with deutgo.store.read() as work:
        alerts = [alert for alert in work.alerts.find(ended_at=None, newest_first=True) if alert.needs_person]
        cases = [case for case in work.cases.find(newest_first=True) if case.is_open]
    return page(request, "overview.html", actor=actor, title=_("지금 할 일"), alerts=alerts, cases=cases)
