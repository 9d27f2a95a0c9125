"""The tables: one module a theme, all on one `metadata`; every table carries a workspace."""

from deutgo.store.tables.counters import cube_day, cube_hour, cube_undated
from deutgo.store.tables.delivery import dispatch, recipient, shift
from deutgo.store.tables.layers import label_layer, label_renewal
from deutgo.store.tables.mentions import engagement, mention
from deutgo.store.tables.outbox import outbox, outbox_delivery
from deutgo.store.tables.schema import metadata
from deutgo.store.tables.signals import arrival, copies, job_place, view_look
from deutgo.store.tables.topics import known_event, topic, topic_match
from deutgo.store.tables.views import saved_view

__all__ = [
    "arrival",
    "copies",
    "cube_day",
    "cube_hour",
    "cube_undated",
    "dispatch",
    "engagement",
    "job_place",
    "known_event",
    "label_layer",
    "label_renewal",
    "mention",
    "metadata",
    "outbox",
    "outbox_delivery",
    "recipient",
    "saved_view",
    "shift",
    "topic",
    "topic_match",
    "view_look",
]
