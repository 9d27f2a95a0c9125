"""A group in one Korean paragraph: what was seen, how unlikely it is, what was tried, what it is not."""

from statistics import median

from deutgo.detect.coordination.explain import Doubt, Ordinary
from deutgo.detect.coordination.report import Coordination
from deutgo.i18n import _


def summary(group: Coordination) -> str:
    """Say in whole sentences what a group is, in the language of the request."""
    return tell_group(
        accounts=len(group.accounts),
        objects=len({moment.object for moment in group.moments}),
        minutes=round(median(moment.seconds for moment in group.moments) / 60),
        copied=group.copied,
        log10_p=group.log10_p,
        ordinary=group.ordinary,
        doubts=group.doubts,
        own=len(group.own),
    )


def tell_group(
    *,
    accounts: int,
    objects: int,
    minutes: int,
    copied: float,
    log10_p: float,
    ordinary: Ordinary | None,
    doubts: tuple[Doubt, ...],
    own: int,
) -> str:
    """Say it from the figures; `minutes` is the median time in which an object's posts came together."""
    sentences = [
        _(
            "계정 %(accounts)s개가 대상 %(objects)s곳에서 함께 움직인 흔적이 있습니다. "
            "한 대상에 모두 모이기까지 걸린 시간의 중앙값은 %(span)s이고, "
            "서로 거의 같은 글의 비율은 %(copied)s%%입니다."
        )
        % {
            "accounts": accounts,
            "objects": objects,
            "span": _span(minutes),
            "copied": round(copied * 100),
        },
        _("이런 무리가 우연히 생길 확률의 상한은 10의 %(power)s제곱입니다.") % {"power": round(log10_p)},
        _explanation(ordinary),
    ]
    if doubts:
        sentences.append(_doubts(doubts))
    if own:
        sentences.append(
            _(
                "이 가운데 %(own)s개는 우리 쪽으로 등록된 계정입니다. "
                "나머지 계정이 우리나 대행사의 것인데 그 사실을 밝히지 않았는지 먼저 확인하십시오."
            )
            % {"own": own}
        )
    sentences.append(_("사람이 확인할 실마리이며, 누가 시켰는지 또는 같은 사람인지에 대한 판정이 아닙니다."))
    return " ".join(sentences)


def _span(minutes: int) -> str:
    if minutes < 60:
        return _("%(n)s분") % {"n": minutes}
    return _("%(hours)s시간 %(minutes)s분") % {"hours": minutes // 60, "minutes": minutes % 60}


def _doubts(found: tuple[Doubt, ...]) -> str:
    words = {
        Doubt.FEW_ACCOUNTS: _("계정이 적어 한 집이나 한 모임의 일일 수 있으므로 검토 대상으로만 둡니다."),
        Doubt.FEW_COINCIDENCES: _("겹친 곳이 적어 한두 번의 모임일 수 있으므로 검토 대상으로만 둡니다."),
        Doubt.SAME_DAY_ONLY: _(
            "같은 날 모였을 뿐 시간이 가깝지도 말이 같지도 않아, "
            "개봉일이나 시사회처럼 같은 일정을 따른 것일 수 있으므로 검토 대상으로만 둡니다."
        ),
    }
    return " ".join(words[doubt] for doubt in found)


def _explanation(ordinary: Ordinary | None) -> str:
    if ordinary is None:
        return _("보도자료 전재, 팬 행사, 유행 문구, 뉴스 쏠림을 차례로 대어 보았으나 맞는 것이 없었습니다.")
    return {
        Ordinary.PRESS_RELEASE: _("여러 곳이 같은 긴 글을 실은 모습이어서 보도자료 전재로 설명됩니다."),
        Ordinary.FAN_EVENT: _("응원과 축하의 말이 대부분이어서 팬 행사로 설명됩니다."),
        Ordinary.MEME: _("무리 밖의 사람들이 두 배 넘게 쓴 말이어서 유행 문구로 설명됩니다."),
        Ordinary.NEWS_RUSH: _("같은 때 모인 다른 사람이 훨씬 많아 뉴스 쏠림으로 설명됩니다."),
    }[ordinary]
