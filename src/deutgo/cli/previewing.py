"""Shows a preview on the shell: a bar a day, the newest masked texts, and what found nothing."""

import click

from deutgo.clock import iso
from deutgo.i18n import _
from deutgo.store.mentions import StoredMention
from deutgo.store.views.preview import Preview
from deutgo.understand.privacy import mask

BARS = " ▁▂▃▄▅▆▇█"


def as_record(found: Preview) -> dict[str, object]:
    """Return what the JSON form tells; texts are masked."""
    return {
        "count": found.count,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "days": [{"day": day.isoformat(), "count": count} for day, count in found.days],
        "branches": [
            {"text": each.text, "start": each.span[0], "end": each.span[1], "count": each.count}
            for each in found.branches
        ],
        "samples": [_sample(each) for each in found.samples],
    }


def _sample(stored: StoredMention) -> dict[str, object]:
    heard = stored.mention
    return {
        "id": heard.id,
        "source": heard.source,
        "created_at": iso(heard.created_at) if heard.created_at else None,
        "text": mask(heard.text, stored.personal),
    }


def print_preview(found: Preview) -> None:
    """Print for people."""
    words = _("%(since)s부터 %(until)s까지 %(count)s건") % {
        "since": found.since,
        "until": found.until,
        "count": f"{found.count:,}",
    }
    peak = max((count for _day, count in found.days), default=0)
    click.echo(f"{words}  {''.join(_bar(count, peak) for _day, count in found.days)}")
    for each in found.samples:
        sample = _sample(each)
        click.echo(f"  {sample['created_at'] or '–'}\t{str(sample['text']).replace(chr(10), ' ')[:100]}")
    for branch in found.silent:
        click.echo(_("‘%(part)s’ 쪽은 이 기간에 맞은 글이 없습니다.") % {"part": branch.text})


def _bar(count: int, peak: int) -> str:
    return BARS[-(-count * (len(BARS) - 1) // peak)] if peak else BARS[0]
