"""Labelled sets for `detect coordination`: real reviews by day, made campaigns, and ordinary crowds.

The background is real (text, masked author, day, film); times of day, campaigns, news rushes, fan events
and press copies are synthetic. A seed gives one set; the years 2005-2013 serve development, others the test.
"""

import csv
import gzip
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
HOURS = [6, 4, 3, 2, 1, 1, 2, 3, 6, 7, 8, 9, 9, 10, 10, 10, 10, 11, 11, 12, 13, 15, 15, 12]
DAYS = 361
HOUR = 3600.0
SYLLABLES = "가나다라마바사아자차카타파하고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후이"
FILLERS = ["정말", "진짜", "너무", "그냥", "완전", "역시"]
TAILS = ["...", "!!", "~~", " ㅋㅋ", "^^", " 진짜"]
CHEERS = [
    "{n} 컴백 축하해 오늘도 최고야",
    "{n} 생일 축하해 항상 응원할게",
    "우리 {n} 꽃길만 걷자 사랑해",
    "{n} 무대 찢었다 역시 최고",
    "{n} 1위 가자 파이팅",
    "{n} 데뷔 기념일 축하하고 사랑해",
    "{n} 오늘도 응원해 끝까지 함께할게",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    account: str
    text: str
    object: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSet:
    """Rows in time order; `campaign` maps each campaign account to its campaign's name."""

    rows: list[Row]
    campaign: dict[str, str]
    hard: dict[str, str]  # accounts made for ordinary crowds → which kind


def background(reviews: Path, start: date, rng: random.Random) -> list[Row]:
    """Read one stretch of real reviews and give each a time of day."""
    rows = []
    with gzip.open(reviews, "rt", encoding="utf-8", newline="") as file:
        for _id, film, day, _stars, author, text in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if not day[:1].isdigit() or not text.strip():
                continue
            when = date.fromisoformat(day)
            if start <= when < start + timedelta(days=DAYS):
                hour = rng.choices(range(24), HOURS)[0]
                at = datetime(when.year, when.month, when.day, hour, tzinfo=SEOUL).timestamp()
                rows.append(Row(account="o_" + author, text=text, object=film, at=at + rng.random() * HOUR))
    return rows


def edited(text: str, rng: random.Random, times: int) -> str:
    """Change a text lightly, `times` times over."""
    for _ in range(times):
        kind, words = rng.randrange(6), text.split()
        if kind == 0:
            text += rng.choice(TAILS)
        elif kind == 1:
            words.insert(rng.randint(0, len(words)), rng.choice(FILLERS))
            text = " ".join(words)
        elif kind == 2 and len(words) > 2:
            del words[rng.randrange(len(words))]
            text = " ".join(words)
        elif kind == 3:
            text = "".join(letter for letter in text if letter != " " or rng.random() < 0.5)
        elif kind == 4 and len(words) > 2:
            one, other = rng.sample(range(len(words)), 2)
            words[one], words[other] = words[other], words[one]
            text = " ".join(words)
        else:
            letters = list(text)
            for at in rng.sample(range(len(letters)), min(len(letters), rng.randint(1, 2))):
                letters[at] = rng.choice(SYLLABLES)
            text = "".join(letters)
    return text


def campaign(
    name: str, level: int, size: int, pool: list[Row], films: list[str], rng: random.Random
) -> Iterator[Row]:
    """Yield a campaign's posts: eight joint events, about 60 % of the accounts at each, and camouflage."""
    accounts = [f"{name}_{number}" for number in range(size)]
    first, last = pool[0].at, pool[-1].at
    for _event in range(8):
        film, start = rng.choice(films), rng.uniform(first, last - 25 * HOUR)
        window = {1: HOUR / 6, 2: 2 * HOUR, 3: 24 * HOUR, 4: 2 * HOUR}[level]
        stock = [row.text for row in rng.sample(pool, rng.randint(2, 4)) if len(row.text) >= 12] or [
            rng.choice(pool).text
        ]
        share = rng.uniform(0.5, 0.75)
        for account in accounts:
            if rng.random() > share:
                continue
            text = rng.choice(pool).text if level == 4 else edited(rng.choice(stock), rng, level - 1)
            yield Row(account=account, text=text or "!", object=film, at=start + rng.random() * window)
    for account in accounts:
        for _ in range(rng.choice([1, 2, 2, 3, 3, 4])):
            row = rng.choice(pool)
            yield Row(account=account, text=row.text, object=row.object, at=rng.uniform(first, last))


def news_rush(
    number: int, size: int, people: list[str], pool: list[Row], rng: random.Random
) -> Iterator[Row]:
    """Yield an ordinary rush: many people comment on one article within two hours, in their own words."""
    start = rng.uniform(pool[0].at, pool[-1].at - 3 * HOUR)
    for account in set(rng.choices(people, k=size)):
        for _ in range(rng.choice([1, 1, 1, 1, 2])):
            at = start + min(rng.expovariate(1 / (0.6 * HOUR)), 2 * HOUR)
            yield Row(account=account, text=rng.choice(pool).text, object=f"news_{number}", at=at)


def fan_event(number: int, fans: list[str], place: str, pool: list[Row], rng: random.Random) -> Iterator[Row]:
    """Yield a fan event: cheering in stock phrases with a hashtag, one to three times each."""
    start = rng.uniform(pool[0].at, pool[-1].at - 3 * HOUR)
    name = f"별{number}"
    for account in fans:
        for _ in range(rng.randint(1, 3)):
            phrase = rng.choice(CHEERS).format(n=name)
            if rng.random() < 0.5:
                phrase = edited(phrase, rng, 1)
            at = start + rng.random() * 2 * HOUR
            yield Row(account=account, text=f"{phrase} #{name}", object=place, at=at)


def press_copies(
    number: int, outlets: list[str], shared_place: bool, pool: list[Row], rng: random.Random
) -> Iterator[Row]:
    """Yield one press release, carried by most outlets within a day, on one page or each on its own."""
    start = rng.uniform(pool[0].at, pool[-1].at - 25 * HOUR)
    body = " ".join(row.text for row in rng.sample(pool, 4))
    text = (
        f"가나전자는 {rng.randint(1, 28)}일 새 제품 {number}호를 출시한다고 밝혔다. {body} "
        "회사 관계자는 기대한다고 말했다."
    )
    for account in outlets:
        if rng.random() < 0.7:
            place = f"release_{number}" if shared_place else f"article_{account}_{number}"
            yield Row(account=account, text=text, object=place, at=start + rng.random() * 12 * HOUR)


def build(reviews: Path, start: date, seed: int, *, hard: bool = True) -> LabelledSet:
    """Make one labelled set from a stretch of real reviews."""
    rng = random.Random(seed)
    pool = sorted(background(reviews, start, rng), key=lambda row: row.at)
    films, people = [row.object for row in pool], sorted({row.account for row in pool})
    active = [row.account for row in pool]
    rows, labels, made = list(pool), {}, {}
    for level in (1, 2, 3, 4):
        for size in (10, 20, 40):
            name = f"c_{level}_{size}"
            posts = list(campaign(name, level, size, pool, films, rng))
            labels.update({row.account: name for row in posts})
            rows += posts
    if hard:
        crowds = _crowds(pool, people, active, rng)
        made = {row.account: kind for kind, row in crowds if not row.account.startswith("o_")}
        rows += [row for _kind, row in crowds]
    return LabelledSet(rows=sorted(rows, key=lambda row: row.at), campaign=labels, hard=made)


def _crowds(
    pool: list[Row], people: list[str], active: list[str], rng: random.Random
) -> list[tuple[str, Row]]:
    """Return the ordinary crowds: rushes by anyone or by the busy, fans anew or again, outlets."""
    crowds: list[tuple[str, Row]] = []
    for number in range(8):
        crowd = active if number % 2 else people
        crowds += [("rush", row) for row in news_rush(number, rng.randint(300, 3000), crowd, pool, rng)]
    regulars = rng.sample(people, 1500)
    for number in range(8, 11):
        crowds += [("rush", row) for row in news_rush(number, 700, regulars, pool, rng)]
    for number in range(4):
        size = rng.choice([40, 80, 150, 400])
        fans = [f"fan_{number}_{at}" for at in range(size)] if number % 2 else rng.sample(people, size)
        for occasion in range(1 if number < 2 else 3):
            place = f"star_{number}" if number == 2 else f"star_{number}_{occasion}"
            there = [fan for fan in fans if rng.random() < 0.7]
            crowds += [("fan", row) for row in fan_event(number, there, place, pool, rng)]
    for shared in (False, True):
        outlets = [f"outlet_{int(shared)}_{at}" for at in range(rng.randint(10, 25))]
        for number in range(rng.randint(15, 40)):
            crowds += [
                ("press", row) for row in press_copies(number + 100 * shared, outlets, shared, pool, rng)
            ]
    return crowds
