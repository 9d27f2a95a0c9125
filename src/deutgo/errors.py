"""Every failure raised on purpose.

DeutgoError
├── BadInput         400  what was given cannot be used; the facts name the place
│   ├── BadRow            a row of a file; the others are kept
│   ├── BadQuery          a query cannot be read; `start` and `end` are code points
│   └── BadSetting        a setting has a value we cannot use
├── NotFound         404  no such thing in this workspace
├── Forbidden        403  the person's role does not allow it
├── Refused          409  a rule of the domain says no
├── Unavailable      503  something outside does not answer; trying again may help
└── Unhealthy        500  our own store or files are damaged or full

An error carries facts, never a sentence: `deutgo.error_words` has one Korean sentence for each code.
"""

from typing import ClassVar


class DeutgoError(Exception):
    """An expected failure. Edges render it; it never reaches the error tracker."""

    code: ClassVar[str] = "deutgo.error"
    status: ClassVar[int] = 500

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code} {facts}")


class BadInput(DeutgoError):
    code = "bad_input"
    status = 400


class BadRow(BadInput):
    code = "bad_input.row"


class BadQuery(BadInput):
    code = "bad_input.query"


class BadSetting(BadInput):
    code = "bad_input.setting"


class NotFound(DeutgoError):
    code = "not_found"
    status = 404


class Forbidden(DeutgoError):
    code = "forbidden"
    status = 403


class Refused(DeutgoError):
    code = "refused"
    status = 409


class Unavailable(DeutgoError):
    code = "unavailable"
    status = 503


class Unhealthy(DeutgoError):
    code = "unhealthy"
    status = 500
