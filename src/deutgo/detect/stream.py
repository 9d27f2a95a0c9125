"""Stream: one series of counts whose bucket width is not told but seen from its timestamps."""

from dataclasses import dataclass, field

import numpy as np

from deutgo.detect.burst import BurstDetector
from deutgo.detect.keeping import Parts
from deutgo.detect.series import DAY

WIDTH_ROWS = 64  # rows after which the width is settled; until then they are kept, to start again with
LEAST_WIDTH, MOST_WIDTH = 1.0, DAY
SLACK = 1.5  # widths between two rows that still count as neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class RowJudgement:
    """Score 0..1, whether it is an alert, and how many mentions were expected (None for the first row)."""

    score: float
    alert: bool
    expected: float | None


@dataclass(slots=True)
class CountStream:
    """Judges a series row by row; each answer depends on that row and the ones before it alone.

    The bucket width is the smallest step seen so far. Where a smaller one turns up among the first
    `WIDTH_ROWS`, the detector starts again with the rows that were kept. Rows that are missing are unknown,
    not zero. A timestamp that does not advance is taken as the next bucket.
    """

    width: float = 0.0
    last: float = 0.0
    first_rows: list[tuple[float, float]] = field(default_factory=list)
    detector: BurstDetector | None = None
    settled: bool = False

    def put(self, at: float, count: float) -> RowJudgement:
        """Judge one row: `at` is its beginning in seconds of local time."""
        if not self.settled:
            self.first_rows.append((at, count))
        if len(self.first_rows) == 1 and self.detector is None and not self.settled:
            self.last = at
            return RowJudgement(score=0.0, alert=False, expected=None)
        step = at - self.last
        if not self.settled and step >= LEAST_WIDTH and (self.width == 0 or step < 0.75 * self.width):
            self._start(min(step, MOST_WIDTH))
        if self.detector is None:
            self._start(300.0)
        answer = self._judge(at, count)
        if len(self.first_rows) >= WIDTH_ROWS:
            self.settled, self.first_rows = True, []
        return answer

    def _start(self, width: float) -> None:
        """Begin with this bucket width, and catch up with the rows before the present one."""
        self.width = width
        self.detector = BurstDetector(1, bucket=width)
        rows = self.first_rows[:-1]
        self.last = rows[0][0] - width
        for at, count in rows:
            self._judge(at, count)

    def _judge(self, at: float, count: float) -> RowJudgement:
        assert self.detector is not None
        if at <= self.last:
            at = self.last + self.width
        if at - self.last > SLACK * self.width:
            nothing = np.zeros(1, dtype=np.float32)
            self.detector.step(self.last + self.width, nothing, known=np.zeros(1, dtype=bool))
        found = self.detector.step(at, np.array([count], dtype=np.float32))
        self.last = at
        return RowJudgement(
            score=float(found.score[0]), alert=bool(found.alert[0]), expected=float(found.expected[0])
        )

    def parts(self) -> Parts:
        """What has to be kept to go on later."""
        own: Parts = {
            "width": self.width,
            "last": self.last,
            "settled": self.settled,
            "first_rows": [list(row) for row in self.first_rows],
        }
        return own | (self.detector.parts() if self.detector else {})

    @classmethod
    def resume(cls, parts: Parts) -> "CountStream":
        """Go on from `parts`, exactly as if the stream had not been cut."""
        stream = cls(
            width=parts["width"],
            last=parts["last"],
            settled=parts["settled"],
            first_rows=[(at, count) for at, count in parts["first_rows"]],
        )
        if stream.width:
            stream.detector = BurstDetector(1, bucket=stream.width)
            stream.detector.restore(parts)
        return stream
