"""The live stream: events reach open pages in order, once, from where a browser was."""

import anyio
from starlette.requests import Request

from deutgo.events import Event
from deutgo.web.live import _told
from deutgo.wiring import Deutgo

from .conftest import NOON


async def receive() -> dict[str, object]:
    await anyio.sleep(60)
    return {"type": "http.disconnect"}


def emit(deutgo: Deutgo, name: str) -> int:
    with deutgo.store.begin() as work:
        return work.emit(Event(name=name, at=NOON, subject="case:1"))


def test_events_after_the_last_one_seen_are_told_in_groups(deutgo: Deutgo) -> None:
    seen = emit(deutgo, "case_opened")
    emit(deutgo, "fact_added")
    emit(deutgo, "person_added")
    emit(deutgo, "publication_sent")

    async def listen() -> list[str]:
        request = Request({"type": "http", "headers": []}, receive)  # type: ignore[arg-type]
        told: list[str] = []
        async for message in _told(request, deutgo.store, seen):
            told.append(message["data"])
            if len(told) == 2:
                break
        return told

    told = anyio.run(listen)

    assert ['"case"' in told[0], '"statement"' in told[1]] == [True, True]
