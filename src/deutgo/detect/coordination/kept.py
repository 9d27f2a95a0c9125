"""A kept search for joint movement: numbers of mentions and figures, never texts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from deutgo.detect.coordination.explain import Doubt, Ordinary
from deutgo.detect.coordination.report import Coordination, Meeting, Moment
from deutgo.detect.coordination.words import tell_group


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherRun:
    """One search over a topic's posts since `since`. `groups["found"]` holds one mapping a group."""

    id: int = 0
    topic_id: int
    at: datetime
    since: datetime
    post_count: int
    account_count: int
    undated_count: int  # accounts whose posts have a date only
    groups: Mapping[str, Any]

    @property
    def found(self) -> list[dict[str, Any]]:
        """The groups, the strongest first."""
        return list(self.groups.get("found", ()))

    @property
    def unexplained(self) -> list[dict[str, Any]]:
        """Those for which no ordinary explanation fits."""
        return [group for group in self.found if group["ordinary"] is None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """An account that is ours, or that an agency runs for us."""

    id: int = 0
    name: str
    added_by: int | None
    added_at: datetime


def as_kept(group: Coordination, places: Collection[str]) -> dict[str, Any]:
    """Return a group as it is kept; an object that is not one of `places` is words, and left out."""
    return {
        "accounts": list(group.accounts),
        "own": list(group.own),
        "log10_p": group.log10_p,
        "ordinary": None if group.ordinary is None else group.ordinary.value,
        "doubts": [doubt.value for doubt in group.doubts],
        "copied": group.copied,
        "objects": len({moment.object for moment in group.moments}),
        "minutes": round(median(moment.seconds for moment in group.moments) / 60),
        "moments": [_moment(moment, places) for moment in group.moments],
        "pairs": [
            {
                "accounts": list(pair.accounts),
                "log10_p": pair.log10_p,
                "meetings": [_meeting(meeting, places) for meeting in pair.meetings],
            }
            for pair in group.pairs
        ],
    }


def _moment(moment: Moment, places: Collection[str]) -> dict[str, Any]:
    return {
        "object": moment.object if moment.object in places else None,
        "at": moment.at,
        "seconds": moment.seconds,
        "account_count": moment.account_count,
        "crowd": moment.crowd,
        "similarity": moment.similarity,
        "mentions": [int(post.id) for post in moment.posts],
    }


def _meeting(meeting: Meeting, places: Collection[str]) -> dict[str, Any]:
    return {
        "object": meeting.first.object if meeting.first.object in places else None,
        "at": meeting.first.at,
        "gap_seconds": round(meeting.gap_seconds, 1),
        "similarity": meeting.similarity,
        "mentions": [int(meeting.first.id), int(meeting.second.id)],
    }


def tell_kept(group: Mapping[str, Any]) -> str:
    """Say in whole sentences what a kept group is, in the language of the request."""
    return tell_group(
        accounts=len(group["accounts"]),
        objects=group["objects"],
        minutes=group["minutes"],
        copied=group["copied"],
        log10_p=group["log10_p"],
        ordinary=None if group["ordinary"] is None else Ordinary(group["ordinary"]),
        doubts=tuple(Doubt(doubt) for doubt in group["doubts"]),
        own=len(group["own"]),
    )
