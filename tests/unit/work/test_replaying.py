"""Every pack's planted onset is noticed within three replayed minutes, and the quiet day stays quiet."""

from datetime import timedelta

import pytest

from deutgo.crisis.scenario.pack import MARK, load_pack, pack_ids
from deutgo.errors import NotFound
from deutgo.settings import Settings
from deutgo.store.unit_of_work import open_store
from deutgo.work.replaying import replay

PACKS = [name for name in pack_ids() if load_pack(name).notice != "none"]


@pytest.mark.slow
@pytest.mark.parametrize("name", PACKS)
def test_the_onset_is_noticed_and_the_quiet_day_is_not(name: str, tmp_path) -> None:
    pack = load_pack(name)
    store = open_store(Settings(home=tmp_path, database_url=None))

    for _now, result in replay(pack, store):
        if result.alert_at is not None:
            break
    with store.read() as work:
        alerts = work.alerts.find(lane="alert")
    store.close()

    assert result.quiet_alerts == 0
    assert result.alert_at is not None
    assert timedelta(0) <= result.alert_at - pack.onset_at <= timedelta(minutes=3)
    assert alerts[-1].kind == pack.notice
    assert alerts[-1].reason


@pytest.mark.parametrize("name", pack_ids())
def test_mentions_are_labelled_synthetic_in_order_and_the_same_each_time(name: str) -> None:
    pack = load_pack(name)
    first, second = list(pack.mentions()), list(pack.mentions())

    assert first == second
    assert all(mention.source.startswith(MARK) for mention in first)
    times = [mention.created_at for mention in first if mention.created_at]
    assert times == sorted(times)
    assert pack.starts_at <= times[0]
    assert times[-1] < pack.ends_at
    assert len({mention.id for mention in first}) == len(first)
    assert not any("{" in mention.text for mention in first)


def test_a_day_of_quiet_stands_before_every_onset() -> None:
    for name in PACKS:
        pack = load_pack(name)
        assert pack.onset_at - pack.starts_at >= timedelta(hours=24)


def test_an_unknown_pack_says_which_there_are() -> None:
    with pytest.raises(NotFound) as missing:
        load_pack("pack99")

    assert "pack3" in str(missing.value.facts["what"])
