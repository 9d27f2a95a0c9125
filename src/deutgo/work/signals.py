"""The watches beside the minute watch: what is asked and not answered, what is read far above the usual."""

from datetime import datetime

from deutgo.store.unit_of_work import Store
from deutgo.work.demand_watch import DemandWatch
from deutgo.work.press_watch import PressWatch
from deutgo.work.views_watch import ViewsWatch


class SignalWatch:
    """All of them for one workspace, one turn a minute."""

    def __init__(self, store: Store, *, workspace: str | None = None) -> None:
        self.demand = DemandWatch(store, workspace=workspace)
        self.press = PressWatch(store, workspace=workspace)
        self.views = ViewsWatch(store, workspace=workspace)

    def turn(self, now: datetime) -> None:
        """Let each look once."""
        self.views.turn(now)
        self.demand.turn(now)
        self.press.turn(now)
