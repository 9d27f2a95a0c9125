"""Bursts minute by minute."""

from datetime import UTC, datetime, timedelta

from deutgo.detect.alert import Change, Signal, SignalCounts
from deutgo.detect.watch import BurstWatch

MIDNIGHT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # in Seoul


def test_a_burst_on_a_new_topic_is_one_alert_that_ends() -> None:
    watch = BurstWatch()
    changes = []

    for minute in range(180):
        seen = 20 if 60 <= minute < 75 else minute % 7 == 0
        at = MIDNIGHT + timedelta(minutes=minute)
        changes += watch.observe(at, {"배송": SignalCounts(all=int(seen))})

    kinds = [change.change for change in changes if change.alert.signal is Signal.ALL]
    assert kinds.count(Change.RAISED) == 1
    assert kinds[-1] is Change.ENDED
    assert changes[0].at <= MIDNIGHT + timedelta(minutes=63)
