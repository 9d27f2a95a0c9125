"""How a topic is watched: try a rule on the past, choose it, and announce what is to be expected."""

import sys
from datetime import datetime, timedelta

import click
import orjson

from deutgo.cli.query import FORMAT
from deutgo.clock import iso, parse_time, utc_now
from deutgo.detect.backtest import BacktestResult, CountRule
from deutgo.detect.sensitivity import Sensitivity, WatchRule
from deutgo.errors import BadInput
from deutgo.i18n import _
from deutgo.settings import load_settings
from deutgo.store.announced import Announced, announce, announced, call_off
from deutgo.store.topics import Topics
from deutgo.store.unit_of_work import open_store
from deutgo.store.views.rehearsals import DAYS, MOST_DAYS, Rehearsal, rehearse
from deutgo.web.words import word

SENSITIVITY = click.Choice([each.value for each in Sensitivity])


@click.command()
@click.argument("name", required=False)
@click.option("--query", help="아직 저장하지 않은 검색식. 주제 이름 대신 적습니다.")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=DAYS, show_default=True, help="지난 며칠")
@click.option("--sensitivity", type=SENSITIVITY, help="민감도. 없으면 주제에 정해 둔 것을 씁니다.")
@click.option("--at-least", type=click.IntRange(1), help="이보다 적은 언급은 알리지 않습니다.")
@click.option("--hourly", type=click.IntRange(1), help="대신 한 시간에 몇 건이면 알리는 규칙을 돌려 봅니다.")
@click.option("--times", type=click.FloatRange(1.0), help="그 한 시간이 앞 24시간 평균의 몇 배여야 하는지")
@FORMAT
def backtest(
    name: str | None,
    query: str | None,
    days: int,
    sensitivity: str | None,
    at_least: int | None,
    hourly: int | None,
    times: float | None,
    format_: str,
) -> None:
    """규칙을 켜기 전에 지난 언급으로 돌려 봅니다. 아무에게도 알리지 않습니다.

    언제 울렸을지, 일주일에 몇 번인지, 실제 경보와 사안 가운데 무엇을 놓쳤을지 보여 줍니다.

    \b
    deutgo topic backtest '환불 지연' --sensitivity keen
    deutgo topic backtest --query '환불 NEAR/5 지연' --days 14 --format json
    deutgo topic backtest '환불 지연' --hourly 50
    """
    if (name is None) == (query is None):
        raise BadInput(reason=_("주제 이름과 --query 가운데 하나만 적어 주십시오."))
    with open_store(load_settings()).read() as work:
        of = Topics(work.connection, work.workspace).get(name) if name else str(query)
        chosen = WatchRule() if isinstance(of, str) else of.rule
        rule: WatchRule | CountRule = WatchRule(
            sensitivity=Sensitivity(sensitivity) if sensitivity else chosen.sensitivity,
            least_count=at_least or chosen.least_count,
        )
        if hourly or times:
            rule = CountRule(least=hourly or 0, times=times or 0.0)
        found = rehearse(work, of, [rule], now=utc_now(), days=days)
    if format_ == "json":
        sys.stdout.buffer.write(orjson.dumps(as_record(found, rule)) + b"\n")
    else:
        _print(found, found.results[rule])


def as_record(found: Rehearsal, rule: WatchRule | CountRule) -> dict[str, object]:
    """Return the JSON form of one rule's rehearsal."""
    result = found.results[rule]
    return {
        "since": iso(found.since),
        "until": iso(found.until),
        "count": found.count,
        "rule": _rule(rule),
        "fired": [
            {
                "at": iso(firing.at),
                "began_at": iso(firing.began_at),
                "until": iso(firing.until) if firing.until else None,
                "signal": firing.signal,
                "level": firing.level,
                "count": firing.count,
                "expected": round(firing.expected, 2),
                "times": round(firing.lift, 2),
                "total": firing.total,
            }
            for firing in result.firings
        ],
        "a_week": round(result.a_week, 2),
        "noisy": result.is_noisy,
        "known_count": len(found.known),
        "missed": [
            {"title": each.title, "since": iso(each.since), "until": iso(each.until), "place": each.place}
            for each in result.missed
        ],
    }


def _rule(rule: WatchRule | CountRule) -> dict[str, object]:
    if isinstance(rule, CountRule):
        return {"hourly": rule.least, "times": rule.times}
    return {"sensitivity": rule.sensitivity.value, "at_least": rule.least_count}


def _print(found: Rehearsal, result: BacktestResult) -> None:
    facts = {
        "since": found.since.date(),
        "until": found.until.date(),
        "count": f"{found.count:,}",
        "fired": f"{len(result.firings):,}",
        "week": f"{result.a_week:.1f}",
    }
    click.echo(_("%(since)s–%(until)s, 언급 %(count)s건: 경보 %(fired)s번, 일주일에 %(week)s번") % facts)
    for firing in result.firings:
        figures = _("%(count)s건, 평소 %(expected)s건의 %(times)s배") % {
            "count": f"{firing.count:,}",
            "expected": f"{firing.expected:,.1f}",
            "times": f"{firing.lift:,.1f}",
        }
        click.echo(f"  {iso(firing.at)}\t{word(firing.level, 'level')}\t{word(firing.signal)}\t{figures}")
    if result.is_noisy:
        click.echo(
            _("시끄러운 규칙입니다. 일주일에 3번이 넘으면 사람들이 경보를 보지 않게 됩니다."), err=True
        )
    missed = _("실제 경보와 사안 %(known)s건 가운데 놓쳤을 것 %(missed)s건")
    click.echo(missed % {"known": len(found.known), "missed": len(result.missed)})
    for known in result.missed:
        click.echo(f"  {iso(known.since)}\t{word(known.title)}\t{known.place}")


@click.command()
@click.argument("name")
@click.option("--sensitivity", type=SENSITIVITY, help="calm 드물게, usual 보통, keen 일찍")
@click.option(
    "--at-least", type=click.IntRange(0), help="이보다 적은 언급은 알리지 않습니다. 0이면 정하지 않음"
)
def watch(name: str, sensitivity: str | None, at_least: int | None) -> None:
    """주제의 민감도를 정합니다. 먼저 `topic backtest`로 돌려 보십시오.

    예: deutgo topic watch '환불 지연' --sensitivity calm --at-least 20
    """
    with open_store(load_settings()).begin(durable=True) as work:
        topics = Topics(work.connection, work.workspace)
        kept = topics.get(name)
        rule = WatchRule(
            sensitivity=Sensitivity(sensitivity) if sensitivity else kept.rule.sensitivity,
            least_count=kept.rule.least_count if at_least is None else at_least or None,
        )
        topics.watch_by(kept, rule)
    click.echo(orjson.dumps(_rule(rule)).decode())


@click.command("announce")
@click.argument("name")
@click.argument("title")
@click.option("--from", "since", required=True, help="시작(서울)")
@click.option("--until", required=True, help="끝(서울)")
@click.option("--times", type=float, default=3.0, show_default=True, help="평소의 몇 배를 예상하는지")
def announce_(name: str, title: str, since: str, until: str, times: float) -> None:
    """예고한 일(행사, 출시, 점검)을 적어 둡니다. 그동안은 예상한 만큼 늘어도 알리지 않습니다.

    예: deutgo topic announce 한빛 '신제품 공개' --from '2026-12-01 10:00' --until 2026-12-01
    """
    with open_store(load_settings()).begin(durable=True) as work:
        kept = Topics(work.connection, work.workspace).get(name)
        event = announce(
            work,
            Announced(
                topic=kept.id,
                title=title,
                since=parse_time(since)[0],
                until=_until(until),
                lift=times,
                announced_at=utc_now(),
            ),
        )
    click.echo(event.id)


def _until(value: str) -> datetime:
    """Read an end; a date alone means the end of that day."""
    moment, clocked = parse_time(value)
    return moment if clocked else moment + timedelta(days=1)


@click.command()
@click.argument("name")
@click.option("--remove", "number", type=int, help="이 번호의 일을 지웁니다.")
@FORMAT
def events(name: str, number: int | None, format_: str) -> None:
    """주제에 예고한 일을 보여 주거나 지웁니다."""
    store = open_store(load_settings())
    if number is not None:
        with store.begin(durable=True) as work:
            call_off(work, Topics(work.connection, work.workspace).get(name).id, number)
    with store.read() as work:
        for event in announced(work, Topics(work.connection, work.workspace).get(name).id):
            record = {
                "id": event.id,
                "title": event.title,
                "since": iso(event.since),
                "until": iso(event.until),
                "times": event.lift,
            }
            if format_ == "json":
                sys.stdout.buffer.write(orjson.dumps(record) + b"\n")
            else:
                click.echo("\t".join(map(str, record.values())))
