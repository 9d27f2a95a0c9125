"""The command line: one lazy module a command, so that `--help` loads neither Kiwi nor a model."""

import os
import sys

import click

from deutgo import __version__
from deutgo.cli.lazy import LazyGroup
from deutgo.error_words import sentence
from deutgo.errors import DeutgoError

# command → module:attribute, and the line that `deutgo --help` shows without loading the module
COMMANDS: dict[str, tuple[str, str]] = {
    "collect": ("deutgo.cli.collect:collect", "등록된 수집원에서 언급을 모읍니다."),
    "demo": ("deutgo.cli.demo:demo", "재현 사례를 빠른 시계로 돌리며 콘솔을 엽니다."),
    "detect": ("deutgo.cli.detect:detect", "급증, 조회수, 복제, 함께 움직인 흔적을 찾습니다."),
    "doctor": ("deutgo.cli.doctor:doctor", "설치와 연결 상태를 점검하고 할 일을 알려 줍니다."),
    "export": ("deutgo.cli.export:export", "모든 것을 열린 형식으로 내보냅니다."),
    "import": ("deutgo.cli.import_:import_", "파일에서 언급을 가져옵니다."),
    "lint": ("deutgo.cli.lint:lint", "입장문의 표현을 점검합니다."),
    "match": ("deutgo.cli.match:match", "흘러드는 언급을 검색식과 맞춰 봅니다."),
    "query": ("deutgo.cli.query:query", "검색식을 점검하고 설명합니다."),
    "questions": ("deutgo.cli.questions:questions", "같은 질문과 같은 주장을 묶습니다."),
    "replay": ("deutgo.cli.replay:replay", "재현 사례를 화면 없이 돌리고 경보 시각을 잽니다."),
    "search": ("deutgo.cli.search:search", "모아 둔 언급을 찾습니다."),
    "serve": ("deutgo.cli.serve:serve", "콘솔과 API를 엽니다."),
    "token": ("deutgo.cli.token:token", "API 토큰을 관리합니다."),
    "topic": ("deutgo.cli.topic:topic", "주제(저장한 검색식)를 관리합니다."),
    "understand": ("deutgo.cli.understand:understand", "문장을 분석하고 이름표를 붙입니다."),
    "user": ("deutgo.cli.user:user", "사용자와 역할을 관리합니다."),
    "work": ("deutgo.cli.work:work", "뒤에서 도는 작업을 처리합니다."),
}


@click.group(cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="deutgo")
def app() -> None:
    """듣고(Deutgo): 먼저 듣고, 그다음 말합니다."""


def main() -> None:
    """Run a command; an expected failure is one sentence on standard error and exit code 2."""
    # numpy's own threads wait by spinning, on the cores that Kiwi's threads need
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except DeutgoError as error:
        click.echo(f"deutgo: {sentence(error)}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
