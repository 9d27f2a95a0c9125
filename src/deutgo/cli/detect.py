"""`deutgo detect`: one lazy module a detector, so that counting never waits for a language model."""

from importlib import import_module

import click

from deutgo.i18n import _

COMMANDS: dict[str, tuple[str, str]] = {
    "bursts": ("deutgo.cli.detect_bursts:bursts", "시간대별 언급 수에서 급증을 찾습니다."),
    "views": ("deutgo.cli.detect_views:views", "게시판의 평소보다 조회수가 크게 앞선 글을 찾습니다."),
    "copies": ("deutgo.cli.detect_copies:copies", "거의 같은 글을 묶고 무엇이 다른지 보여 줍니다."),
    "coordination": (
        "deutgo.cli.detect_coordination:coordination",
        "우연보다 자주 함께 움직인 계정의 흔적을 찾습니다.",
    ),
}


class LazyDetectors(click.Group):
    """Loads a detector's module only when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, _(words)) for name, (_module, words) in COMMANDS.items()])


@click.group(cls=LazyDetectors)
def detect() -> None:
    """급증, 조회수, 복제, 함께 움직인 흔적을 찾습니다."""
