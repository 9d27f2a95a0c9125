"""Is the console up? For load balancers and the demo."""

from fastapi import APIRouter
from sqlalchemy import text

from deutgo import __version__
from deutgo.web.guard import TheDeutgo

router = APIRouter()


@router.get("/healthz")
def healthz(deutgo: TheDeutgo) -> dict[str, str]:
    """Answer once the store answers."""
    with deutgo.store.read() as work:
        work.connection.execute(text("SELECT 1"))
    return {"status": "ok", "version": __version__}
