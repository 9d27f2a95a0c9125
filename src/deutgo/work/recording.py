"""Turns what people did into activities, from which the balance is computed."""

from deutgo.balance.activity import COUNTED, from_event
from deutgo.store.outbox import Consumer, StoredEvent
from deutgo.store.unit_of_work import Store


def recorder(store: Store) -> Consumer:
    """Return the outbox consumer that keeps activities; the subject `event:12` keeps each to once."""

    def handle(event: StoredEvent) -> None:
        if event.name.startswith("statement_") and event.facts.get("kind") == "reply":
            return  # `ticket_replied` tells of it, as answering
        seconds = event.facts.get("seconds")
        activity = from_event(
            event.name,
            at=event.at,
            actor=event.actor,
            subject=f"event:{event.id}",
            seconds=int(seconds) if isinstance(seconds, int | float) else None,
        )
        if activity is None:
            return
        with store.begin(durable=False, workspace=event.workspace) as work:
            if not work.activities.find(subject=activity.subject, limit=1):
                work.activities.add(activity)

    return Consumer(name="recorder", events=frozenset(COUNTED), handle=handle)
