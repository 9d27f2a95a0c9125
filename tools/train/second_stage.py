"""What the judges learn from: rows of many sources, with the labels that each source allows."""

from dataclasses import dataclass, replace

import numpy as np
from heads import EMOTIONS
from judges import fit_judge
from mentions import Labelled
from numpy.typing import NDArray

from deutgo.understand.evidence import HEARD, UTTERANCES, Evidence
from deutgo.understand.judge import Judge
from deutgo.understand.labels import INTENTS, OFFENSIVE, SENTIMENTS

UNHAPPY = EMOTIONS["anger"] | EMOTIONS["displeasure"] | EMOTIONS["sorrow"] | EMOTIONS["fear"]
HAPPY = EMOTIONS["joy"]
_TELLS = ("complaint", "praise", "report", "statement")
# what counts how much as a text of which place; the commenters of KOTE write in many, so they count little
PLACES = {
    "film": {"toxic": 0.5, "films": 0.5},
    "board": {"curses": 1.0},
    "news": {"news_comments": 1.0},
    "speech": {"utterances": 1.0},
    "elsewhere": {"mentions": 0.7, "games": 0.2, "emotions": 0.1},
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scored:
    """The judges' rows of one corpus: what is seen of each, and the source's labels."""

    seen: Evidence
    labels: list[tuple[int, ...]]
    weight: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lesson:
    """Rows of one source for one judge: their features, the allowed labels, and what each counts."""

    table: NDArray[np.float32]
    allowed: NDArray[np.bool_]
    weight: NDArray[np.float32]


def one_of(labels: tuple[str, ...], gold: list[tuple[str, ...]]) -> NDArray[np.bool_]:
    """Return [rows, labels]: which labels each row allows."""
    return np.array([[label in each for label in labels] for each in gold])


def teach(labels: tuple[str, ...], lessons: list[Lesson], *, penalty: float) -> Judge:
    """Fit one judge on the lessons' tables."""
    table = np.concatenate([lesson.table for lesson in lessons])
    allowed = np.concatenate([lesson.allowed for lesson in lessons])
    weight = np.concatenate([lesson.weight for lesson in lessons])
    weights, bias = fit_judge(table, allowed, weight, penalty=penalty)
    return Judge(labels=labels, weights=weights, bias=bias)


def emotion_pole(labels: tuple[int, ...]) -> str:
    """Fold a comment's emotions into one pole, or `mixed`."""
    found = set(labels)
    happy, unhappy = bool(found & HAPPY), bool(found & UNHAPPY)
    if happy and not unhappy:
        return "positive"
    if unhappy and not happy:
        return "negative"
    return "mixed" if happy else "neutral"


def utterance_intents(kind: int) -> tuple[str, ...]:
    """Return which of our intents an utterance of 3i4k may have."""
    heard = HEARD[list(UTTERANCES.values())[kind]]
    return _TELLS if heard == "telling" else (heard,)


def lesson(source: Scored, labels: tuple[str, ...], gold: list[tuple[str, ...]], share: float) -> Lesson:
    """Make a lesson of the rows for which something is allowed; together they count `share`."""
    kept = np.array([bool(each) for each in gold])
    allowed = one_of(labels, [each for each in gold if each])
    weight = source.weight[kept] * (share / source.weight[kept].sum())
    return Lesson(table=source.seen.table[kept], allowed=allowed, weight=weight.astype(np.float32))


def yes_or_no(flags: list[bool | None], no: str, yes: str) -> list[tuple[str, ...]]:
    """Turn yes, no and don't-know into allowed labels."""
    return [() if flag is None else (yes,) if flag else (no,) for flag in flags]


def learn_judges(rows: dict[str, Scored], said: list[Labelled], *, share_alike: bool) -> dict[str, Judge]:
    """Teach the judges; only those of the share-alike artefact may see its data."""
    judges = {
        "films": _reviews(rows["films"], [each[0] >= 9 for each in rows["films"].labels]),
        "games": _reviews(rows["games"], [each[0] == 1 for each in rows["games"].labels]),
        "offensive": _offensive(rows, said, share_alike),
        "offensive_film": _offensive_at(rows["toxic"], rare=6.0),
        "offensive_board": _offensive_at(rows["curses"]),
        "place": _place(rows, share_alike),
    } | learn_sentiment_and_intent(rows, said, share_alike=share_alike)
    if share_alike:
        judges["utterance"] = _utterance(rows)
        judges["offensive_news"] = _offensive_at(rows["news_comments"])
    angry = [bool(EMOTIONS["anger"] & set(labels)) for labels in rows["emotions"].labels]
    lessons = [lesson(rows["emotions"], ("calm", "angry"), yes_or_no(list(angry), "calm", "angry"), 1.0)]
    judges["anger"] = teach(("calm", "angry"), lessons, penalty=1e-4)
    return judges


def learn_sentiment_and_intent(
    rows: dict[str, Scored], said: list[Labelled], *, share_alike: bool
) -> dict[str, Judge]:
    """Teach the judges that mostly our own mentions teach."""
    return {
        "polarity": _polarity(rows, said),
        "neutral": _neutral(rows, said),
        "intent": _intent(rows, said, share_alike),
    }


def _reviews(source: Scored, liked: list[bool]) -> Judge:
    labels = SENTIMENTS[:2]
    return teach(labels, [lesson(source, labels, yes_or_no([*liked], *labels), 1.0)], penalty=1e-3)


def _polarity(rows: dict[str, Scored], said: list[Labelled]) -> Judge:
    labels = SENTIMENTS[:2]

    def poles(flags: list[bool | None]) -> list[tuple[str, ...]]:
        return yes_or_no(flags, *labels)

    pole = [emotion_pole(each) for each in rows["emotions"].labels]
    lessons = [
        lesson(rows["films"], labels, poles([each[0] >= 9 for each in rows["films"].labels]), 0.4),
        lesson(rows["games"], labels, poles([each[0] == 1 for each in rows["games"].labels]), 0.4),
        lesson(rows["emotions"], labels, [(each,) if each in labels else () for each in pole], 0.3),
        lesson(
            rows["mentions"], labels, [(s.sentiment,) if s.sentiment in labels else () for s in said], 1.0
        ),
    ]
    return teach(labels, lessons, penalty=1e-4)


def _neutral(rows: dict[str, Scored], said: list[Labelled]) -> Judge:
    labels = ("feeling", "neutral")
    pole = [emotion_pole(each) for each in rows["emotions"].labels]
    feels = [None if each == "mixed" else each == "neutral" for each in pole]
    lessons = [
        lesson(rows["films"], labels, [("feeling",)] * len(rows["films"].labels), 0.5),
        lesson(rows["games"], labels, [("feeling",)] * len(rows["games"].labels), 0.5),
        lesson(rows["emotions"], labels, yes_or_no(feels, *labels), 0.2),
        lesson(rows["mentions"], labels, yes_or_no([s.sentiment == "neutral" for s in said], *labels), 1.0),
    ]
    return teach(labels, lessons, penalty=1e-4)


def _intent(rows: dict[str, Scored], said: list[Labelled], share_alike: bool) -> Judge:
    lessons = [lesson(rows["mentions"], INTENTS, [(s.intent,) if s.intent else () for s in said], 1.0)]
    if share_alike:
        spoken = rows["utterances"]
        lessons.append(lesson(spoken, INTENTS, [utterance_intents(each[0]) for each in spoken.labels], 0.3))
    return teach(INTENTS, lessons, penalty=3e-3)


def _utterance(rows: dict[str, Scored]) -> Judge:
    spoken = rows["utterances"]
    gold = [(HEARD[list(UTTERANCES.values())[each[0]]],) for each in spoken.labels]
    heard = replace(lesson(spoken, HEARD, gold, 1.0), table=spoken.seen.heard_table)
    return teach(HEARD, [heard], penalty=1e-6)


def _place(rows: dict[str, Scored], share_alike: bool) -> Judge:
    """Tell where a text is from; the open judge knows none of the places that only share-alike data shows."""
    labels = tuple(place for place in PLACES if share_alike or place not in ("news", "speech"))
    lessons = [
        replace(
            lesson(rows[name], labels, [(place,)] * len(rows[name].labels), share),
            table=rows[name].seen.place_table,
        )
        for place in labels
        for name, share in PLACES[place].items()
    ]
    return teach(labels, lessons, penalty=1e-4)


def _offensive(rows: dict[str, Scored], said: list[Labelled], share_alike: bool) -> Judge:
    natural = [None if made else bool(bad) for bad, made in rows["hatred"].labels]

    def marked(name: str) -> list[tuple[str, ...]]:
        return yes_or_no([each[0] > 0 for each in rows[name].labels], *OFFENSIVE)

    lessons = [
        lesson(rows["curses"], OFFENSIVE, marked("curses"), 1.0),
        lesson(rows["toxic"], OFFENSIVE, marked("toxic"), 0.2),
        lesson(rows["hatred"], OFFENSIVE, yes_or_no(natural, *OFFENSIVE), 0.3),
        lesson(rows["mentions"], OFFENSIVE, yes_or_no([s.offensive for s in said], *OFFENSIVE), 0.5),
    ]
    if share_alike:
        lessons.append(lesson(rows["news_comments"], OFFENSIVE, marked("news_comments"), 1.0))
    return teach(OFFENSIVE, lessons, penalty=1e-4)


def _offensive_at(place: Scored, rare: float = 1.0) -> Judge:
    """Judge of one place, by its own annotators; where abuse is rare, a marked row counts `rare` times."""
    marked = np.array([each[0] > 0 for each in place.labels])
    weighed = replace(place, weight=place.weight * np.where(marked, rare, 1.0))
    gold = yes_or_no([*marked], *OFFENSIVE)
    return teach(OFFENSIVE, [lesson(weighed, OFFENSIVE, gold, 1.0)], penalty=1e-4)
