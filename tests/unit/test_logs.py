"""Logs tell where something went wrong and never what it was working on."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from fastapi import APIRouter
from fastapi.testclient import TestClient
from sqlalchemy import text

from deutgo.errors import Unhealthy
from deutgo.logs import set_up_logs
from deutgo.settings import Settings
from deutgo.store.unit_of_work import open_store
from deutgo.web.app import create_app
from deutgo.wiring import Deutgo, assemble

SECRET = "010-4471-9926"


@pytest.fixture(autouse=True)
def json_logs() -> Iterator[None]:
    set_up_logs("INFO")
    yield
    structlog.reset_defaults()


def test_a_defect_is_logged_by_its_places_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO")
    try:
        int(f"제 번호는 {SECRET}")
    except ValueError as error:
        structlog.get_logger().error("part_failed", exc_info=error)

    printed = capsys.readouterr().err
    assert "ValueError" in printed
    assert "test_logs.py" in printed
    assert SECRET not in printed


def test_a_database_error_does_not_quote_the_row(tmp_path: Path) -> None:
    store = open_store(Settings(home=tmp_path))
    with pytest.raises(Unhealthy) as raised, store.begin() as work:
        work.connection.execute(text("INSERT INTO mention (id, no_such) VALUES (1, :text)"), {"text": SECRET})

    assert SECRET not in f"{raised.value} {raised.value.__cause__}"
    assert raised.value.__cause__ is not None
    store.close()


def test_a_request_that_fails_leaves_no_words_in_any_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    set_up_logs("INFO")
    deutgo: Deutgo = assemble(Settings(home=tmp_path))
    app = create_app(deutgo)
    router = APIRouter()

    @router.get("/broken")
    def broken(q: str) -> None:
        raise RuntimeError(q)

    app.include_router(router)
    try:
        TestClient(app).get("/broken", params={"q": SECRET})
    except RuntimeError:  # the test client gets what the server would log
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")

    printed = capsys.readouterr()
    assert "request_failed" in printed.err
    assert SECRET not in printed.err + printed.out + caplog.text
    deutgo.store.close()
