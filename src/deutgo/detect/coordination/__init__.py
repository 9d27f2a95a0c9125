"""Coordination (함께 움직인 흔적): accounts that act together on objects and texts more than chance allows.

Not a finder of bots: on real labelled bots acting together says little (docs/ko/coordination.md).
"""

from deutgo.detect.coordination.actions import Post, posts_of
from deutgo.detect.coordination.explain import Doubt, Ordinary
from deutgo.detect.coordination.report import (
    Check,
    Coordination,
    Meeting,
    Moment,
    Pair,
    Report,
    find_coordination,
)

__all__ = [
    "Check",
    "Coordination",
    "Doubt",
    "Meeting",
    "Moment",
    "Ordinary",
    "Pair",
    "Post",
    "Report",
    "find_coordination",
    "posts_of",
]
