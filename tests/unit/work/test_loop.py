"""The worker's loop: one failing part neither ends the others nor floods the log."""

from deutgo.settings import Settings
from deutgo.wiring import assemble
from deutgo.work.loop import Worker


def test_a_failing_part_rests_while_the_others_go_on(tmp_path) -> None:
    deutgo = assemble(Settings(home=tmp_path, database_url=None))
    worker = Worker(deutgo, refresh_status=lambda: None)
    ran = {"bad": 0, "good": 0}

    def bad() -> None:
        ran["bad"] += 1
        raise ValueError("a defect")

    worker.parts = {}
    worker.add("good", lambda: ran.update(good=ran["good"] + 1))
    worker.add("bad", bad)
    for _ in range(20):
        worker.turn()

    assert ran["good"] == 20
    assert ran["bad"] == 1
    deutgo.store.close()
