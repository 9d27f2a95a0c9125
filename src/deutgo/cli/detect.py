"""`deutgo detect`: one lazy module a detector, so that counting never waits for a language model."""

import click

from deutgo.cli.lazy import LazyGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "bursts": ("deutgo.cli.detect_bursts:bursts", "시간대별 언급 수에서 급증을 찾습니다."),
    "views": ("deutgo.cli.detect_views:views", "게시판의 평소보다 조회수가 크게 앞선 글을 찾습니다."),
    "copies": ("deutgo.cli.detect_copies:copies", "거의 같은 글을 묶고 무엇이 다른지 보여 줍니다."),
    "coordination": (
        "deutgo.cli.detect_coordination:coordination",
        "우연보다 자주 함께 움직인 계정의 흔적을 찾습니다.",
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def detect() -> None:
    """급증, 조회수, 복제, 함께 움직인 흔적을 찾습니다."""
