"""Coordination: a campaign is found, an ordinary crowd is not, and nobody is called a bot.

Accounts, objects and texts are synthetic: random syllables stand for people's own words.
"""

import csv
import random
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from deutgo.cli.detect_coordination import coordination
from deutgo.detect.coordination import Doubt, Ordinary, Post, find_coordination, posts_of
from deutgo.detect.coordination.meetings import CROWD, WIDE, crowding, meetings
from deutgo.detect.coordination.words import summary
from deutgo.listen.mention import Mention, Precision

HOUR = 3600.0
START = 1_790_000_000.0
SYLLABLES = "가나다라마바사아자차카타파하거너더러머버서어저처고노도로모보소오조초구누두루무부수우주추"
CAMPAIGN = {f"moved_{number}" for number in range(10)}


def words(rng: random.Random, letters: int = 24) -> str:
    """Make a text that nobody else writes."""
    return "".join(rng.choice(SYLLABLES) + (" " if rng.random() < 0.3 else "") for _ in range(letters))


def crowd_of_people(rng: random.Random) -> list[Post]:
    """Make 9,000 unconnected posts by 1,500 accounts at 600 objects in 90 days."""
    return [
        post(
            f"p{int(1500 * rng.random() ** 1.5)}",
            f"o{int(600 * rng.random() ** 1.5)}",
            START + rng.random() * 90 * 24 * HOUR,
            words(rng),
        )
        for _ in range(9000)
    ]


def post(account: str, thing: str, at: float, text: str) -> Post:
    return Post(id=f"{account}@{at:.0f}", account=account, object=thing, at=at, text=text)


def campaign(rng: random.Random, *, copied: bool = True, accounts: list[str] | None = None) -> list[Post]:
    """Make eight joint events within half an hour each, six of ten accounts at each."""
    posts = []
    for event in range(8):
        start, stock = START + (5 + 10 * event) * 24 * HOUR, [words(rng), words(rng)]
        for account in rng.sample(accounts or sorted(CAMPAIGN), 6):
            text = rng.choice(stock) if copied else words(rng)
            posts.append(post(account, f"o{100 + event}", start + rng.random() * HOUR / 2, text))
    return posts


@pytest.fixture(scope="module")
def people() -> list[Post]:
    return crowd_of_people(random.Random(1))


@pytest.mark.parametrize("copied", [True, False])
def test_a_campaign_is_found_whole_and_nobody_else(people: list[Post], copied: bool) -> None:
    report = find_coordination(people + campaign(random.Random(2), copied=copied))

    assert len(report.groups) == 1
    group = report.groups[0]
    found = set(group.accounts)
    assert found <= CAMPAIGN
    assert len(found) >= 9  # one who came to two events of eight in words of their own is not told apart
    assert (group.ordinary, group.doubts) == (None, ())
    assert group.log10_p < -10
    assert (group.copied > 0.8) is copied
    strongest = group.pairs[0]
    assert set(strongest.accounts) <= CAMPAIGN
    assert len({meeting.first.object for meeting in strongest.meetings}) >= 2
    assert all(0 <= meeting.gap_seconds <= HOUR / 2 for meeting in strongest.meetings)
    assert set(report.group_of) == found
    assert set(report.scores) == {entry.account for entry in people} | CAMPAIGN
    others = max(score for name, score in report.scores.items() if name not in CAMPAIGN)
    assert min(report.scores[name] for name in found) > others


def test_people_alone_make_no_group(people: list[Post]) -> None:
    report = find_coordination(people)

    assert report.groups == ()


def test_a_campaign_whose_accounts_are_exchanged_is_gone(people: list[Post]) -> None:
    rng = random.Random(3)
    posts = people + campaign(rng)
    names = [entry.account for entry in posts]
    rng.shuffle(names)

    report = find_coordination(
        [post(name, entry.object, entry.at, entry.text) for name, entry in zip(names, posts, strict=True)]
    )

    assert report.groups == ()


def test_the_null_is_checked_by_exchanging_accounts(people: list[Post]) -> None:
    report = find_coordination(people + campaign(random.Random(2)), permutations=2)

    assert report.check is not None
    assert report.check.observed_edges >= 10
    assert report.check.false_share <= 2 * report.check.claimed


def test_a_news_rush_is_no_group_even_when_the_same_people_come_again(people: list[Post]) -> None:
    rng = random.Random(4)
    regulars = [f"p{number}" for number in range(400)]
    rush = [
        post(name, f"news{event}", START + (10 + event) * 24 * HOUR + rng.random() * 2 * HOUR, words(rng))
        for event in range(5)
        for name in rng.sample(regulars, 250)
    ]

    assert find_coordination(people + rush).groups == ()


def test_press_copies_are_named_as_such(people: list[Post]) -> None:
    rng = random.Random(5)
    copies = []
    for release in range(12):
        text = f"합성전자는 {words(rng, 90)} 출시한다고 밝혔다."
        start = START + (3 + 6 * release) * 24 * HOUR
        for outlet in rng.sample(range(12), 9):
            thing = f"article_{outlet}_{release}" if release % 2 else f"release_{release}"
            copies.append(post(f"outlet_{outlet}", thing, start + rng.random() * 5 * HOUR, text))

    report = find_coordination(people + copies)

    assert [group.ordinary for group in report.groups] == [Ordinary.PRESS_RELEASE]
    assert report.group_of == {}


def test_fans_who_cheer_are_named_as_such(people: list[Post]) -> None:
    rng = random.Random(6)
    fans = [f"fan{number}" for number in range(20)]
    cheers = campaign(rng, copied=False, accounts=fans) + campaign(rng, copied=False, accounts=fans[:10])
    cheering = [
        post(entry.account, entry.object, entry.at, f"합성별 생일 축하해 {words(rng, 4)} #합성별")
        for entry in cheers
    ]

    report = find_coordination(people + cheering)

    assert {group.ordinary for group in report.groups} <= {Ordinary.FAN_EVENT}
    assert report.group_of == {}


def test_a_phrase_of_everybody_is_named_as_such(people: list[Post]) -> None:
    rng = random.Random(8)
    phrase = "이 정도면 우리 모두의 인생 작품이라 할 만하다"
    elsewhere = [post(entry.account, entry.object, entry.at, phrase) for entry in people[:150]]
    members = [post(entry.account, entry.object, entry.at, phrase) for entry in campaign(rng)]

    report = find_coordination(elsewhere + people[150:] + members)

    assert [group.ordinary for group in report.groups] == [Ordinary.MEME]
    assert report.group_of == {}


def test_a_crowd_around_them_does_not_explain_copied_words(people: list[Post]) -> None:
    rng = random.Random(9)
    moved = campaign(rng)
    crowd = [
        post(f"p{rng.randrange(1500)}", entry.object, entry.at + rng.random() * HOUR / 2, words(rng))
        for entry in moved
        for _ in range(5)
    ]

    report = find_coordination(people + crowd + moved)

    assert [group.ordinary for group in report.groups] == [None]
    assert set(report.group_of) == CAMPAIGN


def test_a_trio_is_kept_for_review(people: list[Post]) -> None:
    rng = random.Random(7)
    trio = [
        post(f"trio{name}", f"o{200 + event}", START + 8 * event * 24 * HOUR + name * 60, words(rng))
        for event in range(10)
        for name in range(3)
    ]

    report = find_coordination(people + trio)

    assert [group.doubts for group in report.groups] == [(Doubt.FEW_ACCOUNTS,)]
    assert report.group_of == {}


def test_accounts_that_move_with_ours_are_pointed_out(people: list[Post]) -> None:
    report = find_coordination(people + campaign(random.Random(2)), own=["moved_3", "p9"])

    assert report.groups[0].own == ("moved_3",)
    assert "우리 쪽으로 등록된 계정" in summary(report.groups[0])


def test_the_summary_names_no_culprit(people: list[Post]) -> None:
    text = summary(find_coordination(people + campaign(random.Random(2))).groups[0])

    assert "함께 움직인 흔적" in text
    assert "판정이 아닙니다" in text
    assert not any(word in text.lower() for word in ("bot", "봇", "알바", "확정", "조작"))


def test_a_hot_object_is_never_spelled_out_in_pairs() -> None:
    count = 20_000
    at = np.sort(np.random.default_rng(0).random(count) * HOUR)

    pairs = sum(
        len(part) for part in meetings(np.zeros(count, np.int64), at, np.arange(count, dtype=np.int64))
    )

    assert pairs == 0


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.floats(0, 4 * WIDE)), max_size=40),
)
def test_meetings_are_all_pairs_within_a_day_by_different_accounts(
    rows: list[tuple[int, int, float]],
) -> None:
    rows.sort(key=lambda row: (row[0], row[2]))
    place = np.array([row[0] for row in rows], dtype=np.int64)
    account = np.array([row[1] for row in rows], dtype=np.int64)
    at = np.array([row[2] for row in rows], dtype=np.float64)

    found = {
        pair
        for part in meetings(place, at, account)
        for pair in zip(part.left.tolist(), part.right.tolist(), strict=True)
    }

    assert len(rows) <= CROWD
    assert found == {
        (one, other)
        for one in range(len(rows))
        for other in range(one + 1, len(rows))
        if place[one] == place[other] and account[one] != account[other] and at[other] - at[one] <= WIDE
    }
    assert [int(count) for count in crowding(place, at, 10.0)] == [
        sum(1 for row in rows if row[0] == here and abs(row[2] - when) <= 10.0) for here, _who, when in rows
    ]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcde"),
            st.sampled_from("xyz"),
            st.sampled_from(["", "!", "가", "가나다라마바사아자차카타파하거너더러"]),
            st.integers(0, 10**6),
        ),
        max_size=30,
    )
)
def test_every_account_of_any_input_gets_a_score(rows: list[tuple[str, str, str, int]]) -> None:
    report = find_coordination([post(who, thing, START + at, text) for who, thing, text, at in rows])

    assert set(report.scores) == {row[0] for row in rows}
    assert all(score >= 0 for score in report.scores.values())


@pytest.mark.parametrize(
    "line", [b'{"account": 7, "object": 3, "created_at": "2026-09-20T10:00:00"}', b'{"account": "a"}']
)
def test_numbers_name_accounts_too_but_a_line_without_an_object_is_no_post(line: bytes) -> None:
    result = CliRunner().invoke(coordination, [], input=line + b"\n")

    assert (result.exit_code == 0) is (b"object" in line)


def test_only_mentions_with_author_object_and_clock_time_become_posts() -> None:
    full = {
        "id": "1",
        "text": "가나다",
        "author": "a",
        "target": "기사",
        "created_at": datetime(2026, 11, 22, 3, 0, tzinfo=UTC),
        "created_precision": Precision.INSTANT,
    }
    lacking = [{"author": None}, {"target": None}, {"created_precision": Precision.DAY}, {"created_at": None}]

    posts = posts_of([Mention(**(full | change)) for change in ({}, *lacking)])  # type: ignore[arg-type]

    assert [(entry.account, entry.object, entry.at) for entry in posts] == [("a", "기사", 1_795_316_400.0)]


def test_no_posts_make_an_empty_report() -> None:
    assert find_coordination([]).scores == {}


def lines_of(posts: list[Post]) -> bytes:
    return b"".join(
        orjson.dumps(
            {
                "id": entry.id,
                "account": entry.account,
                "text": entry.text,
                "object": entry.object,
                "created_at": entry.at,
            }
        )
        + b"\n"
        for entry in posts
    )


def test_the_command_writes_groups_and_every_account(people: list[Post], tmp_path: Path) -> None:
    out = tmp_path / "accounts.csv"
    undated = b'{"account": "day_only", "object": "o1", "text": "x", "created_at": "2026-09-20"}\n'
    bad = b'{"account": "p1", "object": "o1", "text": "x", "created_at": "soon"}\n'

    result = CliRunner().invoke(
        coordination,
        ["--accounts", str(out)],
        input=lines_of(people + campaign(random.Random(2))) + undated + bad,
    )

    assert result.exit_code == 0
    groups = [orjson.loads(line) for line in result.stdout_bytes.splitlines()]
    assert [set(group["accounts"]) for group in groups] == [CAMPAIGN]
    assert groups[0]["ordinary_explanation"] is None
    assert groups[0]["evidence"][0]["posts"][0]["at"].endswith("+09:00")
    with out.open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert {row["account"] for row in table if row["group"] == "1"} == CAMPAIGN
    assert {row["account"] for row in table} == {entry.account for entry in people} | CAMPAIGN | {"day_only"}
    assert '"line":' in result.stderr


def test_parquet_and_json_lines_say_the_same(people: list[Post], tmp_path: Path) -> None:
    posts = people + campaign(random.Random(2))
    file = tmp_path / "posts.parquet"
    columns = {
        "id": [entry.id for entry in posts],
        "who": [entry.account for entry in posts],
        "text": [entry.text for entry in posts],
        "object": [entry.object for entry in posts],
        "created_at": [entry.at for entry in posts],
    }
    pq.write_table(pa.table(columns), file)

    from_parquet = CliRunner().invoke(coordination, [str(file), "--map", "account=who"])
    from_lines = CliRunner().invoke(coordination, [], input=lines_of(posts))

    assert from_parquet.exit_code == from_lines.exit_code == 0
    assert from_parquet.stdout_bytes == from_lines.stdout_bytes


def test_a_parquet_file_without_accounts_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "posts.parquet"
    pq.write_table(pa.table({"text": ["x"]}), file)

    result = CliRunner().invoke(coordination, [str(file)])

    assert result.exit_code != 0
    assert "account" in str(result.exception)
