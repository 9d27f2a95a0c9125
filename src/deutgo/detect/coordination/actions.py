"""Actions: who did what to which object, when; as arrays, so that millions fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deutgo.detect.fold import Codes, Index, fold, gram_table
from deutgo.listen.mention import Mention, Precision

DAY = 86_400.0
STRATA = 13
LONGEST_STRATUM = 28 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One public act of an account: `at` in epoch seconds; `object` is what it was aimed at."""

    id: str
    account: str
    text: str
    object: str
    at: float


def posts_of(mentions: Iterable[Mention]) -> list[Post]:
    """Turn mentions into posts; those without an author, an object or a clock time say nothing here.

    The object is what a mention is about (`target`), else what it answers, else where it stands.
    """
    return [
        Post(
            id=mention.id,
            account=mention.author,
            text=mention.text,
            object=place,
            at=mention.created_at.timestamp(),
        )
        for mention in mentions
        if mention.author
        and (place := mention.target or mention.parent_id or mention.board)
        and mention.created_at is not None
        and mention.created_precision is Precision.INSTANT
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """Posts as arrays of equal length, sorted by object, then time.

    `account`, `object` and `fold` are numbers into `accounts`, `objects` and `folds`; `row` is the post's
    place in the input; `stratum` is the stretch of time within which accounts are taken as exchangeable.
    Numbers from `len(objects)` on are phrases (see `phrases.with_phrases`); `home` is then the object at
    which the post stands, as -1 - object where that object was crowded.
    """

    account: Index
    object: Index
    home: Index
    fold: Index
    at: NDArray[np.float64]
    row: Index
    stratum: Index
    accounts: list[str]
    objects: list[str]
    folds: list[str]

    def __len__(self) -> int:
        """Return how many posts there are."""
        return len(self.at)

    def is_phrase(self, places: Index) -> NDArray[np.bool_]:
        """Say which of some places in the arrays are rows of a phrase."""
        return np.greater_equal(self.object[places], len(self.objects))

    def name_of(self, place: int) -> str:
        """Name the object of a place; a phrase is named by its words as folded."""
        number = int(self.object[place])
        return self.objects[number] if number < len(self.objects) else self.folds[self.fold[place]]

    def tells(self, left: Index, right: Index) -> NDArray[np.bool_]:
        """Say which pairs are meetings: a phrase at one quiet object is the object's meeting already."""
        apart = (self.home[left] != self.home[right]) | (self.home[left] < 0)
        telling: NDArray[np.bool_] = apart | ~self.is_phrase(left)
        return telling

    def coincidence(self, left: Index, right: Index) -> Index:
        """Number what a pair coincides in: two phrases in one crowd are one coincidence, not two."""
        one_crowd = self.is_phrase(left) & (self.home[left] == self.home[right])
        return np.where(one_crowd, -1 - self.home[left], self.object[left])


def arrange(
    accounts: Sequence[str], objects: Sequence[str], texts: Sequence[str], at: NDArray[np.float64]
) -> Actions:
    """Number and sort the posts given as four columns of equal length."""
    account_names, account = _numbered(accounts)
    object_names, thing = _numbered(objects)
    folds, folded = _numbered([fold(text) for text in texts])
    order = np.lexsort((at, thing))
    span = float(at.max() - at.min()) if len(at) else 0.0
    stratum = min(max(span / STRATA, DAY), LONGEST_STRATUM)
    strata = ((at - at.min()) // stratum).astype(np.int64) if len(at) else np.empty(0, np.int64)
    return Actions(
        account=account[order],
        object=thing[order],
        home=thing[order],
        fold=folded[order],
        at=at[order],
        row=order,
        stratum=strata[order],
        accounts=account_names,
        objects=object_names,
        folds=folds,
    )


def _numbered(names: Sequence[str]) -> tuple[list[str], Index]:
    """Return the distinct names in order of appearance, and the number of each entry."""
    numbers: dict[str, int] = {}
    entries = np.fromiter(
        (numbers.setdefault(name, len(numbers)) for name in names), dtype=np.int64, count=len(names)
    )
    return list(numbers), entries


def grams_of(actions: Actions, wanted: Index) -> tuple[Codes, Index, Index]:
    """Return the gram table of the folds in `wanted` (distinct fold numbers) and each fold's row in it."""
    row_of = np.full(len(actions.folds), -1, dtype=np.int64)
    row_of[wanted] = np.arange(len(wanted))
    codes, starts = gram_table([actions.folds[number] for number in wanted])
    return codes, starts, row_of
