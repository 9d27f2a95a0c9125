"""Every failure raised on purpose.

DeutgoError
├── BadInput         400  what was given cannot be used; the facts name the place
│   ├── BadRow            a row of a file; the others are kept
│   ├── BadFile           a whole file; `path` names it
│   ├── BadQuery          a query cannot be read; `start` and `end` are code points
│   ├── BadSetting        a setting has a value we cannot use
│   ├── Blank             `field` must not be empty
│   ├── NeedsBasis        a verdict on a fact must say what it rests on
│   └── FetchRefused      a source's address where we must not go; `reason` says why
├── NotFound         404  no such thing in this workspace
├── Forbidden        403  the person's role does not allow it
├── Unauthenticated  401  nobody is signed in
├── TooMany          429  too many attempts; `seconds` until the next
├── SignInFailed     401  the login and the secret do not belong together
├── Refused          409  a rule of the domain says no
│   ├── IllegalMove       it cannot go there from here; `allowed` says where it can
│   ├── SelfApproval      four eyes: nobody approves a text that they wrote
│   ├── TextChanged       the text is not the one that was approved or seen
│   ├── NothingHeard      a statement must say what was heard before it asks for approval
│   ├── WordingBlocked    the wording check blocks this text
│   ├── Immutable         what went out is never edited; it is corrected or withdrawn
│   ├── TooFewCorrections a layer needs at least `least` corrections
│   └── Conflict          it is there already, or something it refers to is not
├── Unavailable      503  something outside does not answer; trying again may help
│   ├── Busy              another process is writing to the store
│   └── FetchFailed       a source did not answer as it should; `retry_after` may say when
└── Unhealthy        500  our own store or files are damaged or full
    ├── DiskFull          nothing more can be written; what was acknowledged stands
    ├── Damaged           the store's file cannot be read as a database
    └── NewerStore        a later version of Deutgo wrote this store

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


class BadFile(BadInput):
    code = "bad_input.file"


class BadQuery(BadInput):
    code = "bad_input.query"


class BadSetting(BadInput):
    code = "bad_input.setting"


class Blank(BadInput):
    code = "bad_input.blank"


class NeedsBasis(BadInput):
    code = "bad_input.needs_basis"


class FetchRefused(BadInput):
    code = "bad_input.fetch_refused"


class NotFound(DeutgoError):
    code = "not_found"
    status = 404


class Forbidden(DeutgoError):
    code = "forbidden"
    status = 403


class Unauthenticated(DeutgoError):
    code = "unauthenticated"
    status = 401


class TooMany(DeutgoError):
    code = "too_many"
    status = 429


class SignInFailed(DeutgoError):
    code = "sign_in_failed"
    status = 401


class Refused(DeutgoError):
    code = "refused"
    status = 409


class IllegalMove(Refused):
    code = "refused.illegal_move"


class SelfApproval(Refused):
    code = "refused.self_approval"


class TextChanged(Refused):
    code = "refused.text_changed"


class NothingHeard(Refused):
    code = "refused.nothing_heard"


class WordingBlocked(Refused):
    code = "refused.wording_blocked"


class Immutable(Refused):
    code = "refused.immutable"


class Conflict(Refused):
    code = "refused.conflict"


class TooFewCorrections(Refused):
    code = "refused.too_few_corrections"


class Unavailable(DeutgoError):
    code = "unavailable"
    status = 503


class Busy(Unavailable):
    code = "unavailable.busy"


class Unhealthy(DeutgoError):
    code = "unhealthy"
    status = 500


class DiskFull(Unhealthy):
    code = "unhealthy.disk_full"


class Damaged(Unhealthy):
    code = "unhealthy.damaged"


class NewerStore(Unhealthy):
    code = "unhealthy.newer_store"


class FetchFailed(Unavailable):
    code = "unavailable.fetch_failed"
