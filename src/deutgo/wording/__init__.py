"""Wording: the check that finds what makes a statement fail."""

from deutgo.wording.document import CaseFacts, read_case
from deutgo.wording.engine import check, check_many
from deutgo.wording.house import HouseRules, read_house
from deutgo.wording.report import Finding, Kind, Report, Severity, Verdict

__all__ = [
    "CaseFacts",
    "Finding",
    "HouseRules",
    "Kind",
    "Report",
    "Severity",
    "Verdict",
    "check",
    "check_many",
    "read_case",
    "read_house",
]
