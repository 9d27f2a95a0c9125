"""Views against what is usual on a board."""

from dataclasses import asdict
from random import Random

from deutgo.detect.views import BoardWatch, ViewReading

Look = tuple[float, float, str, float]  # at, created, post, views


def board(
    *, seed: int, posts: int = 80, far_out: frozenset[int] = frozenset(), scale: float = 200
) -> list[Look]:
    """Synthetic looks at posts of one board: log-normal popularity, views that saturate in a day."""
    random = Random(seed)
    looks: list[Look] = []
    for number in range(posts):
        created = number * 5400.0
        final = scale * random.lognormvariate(0, 0.35) * (15 if number in far_out else 1)
        age = 600.0
        while age < 30 * 3600:
            looks.append((created + age, created, f"p{number}", round(final * (1 - 2.718 ** (-age / 18000)))))
            age += random.uniform(900, 7200)
    return sorted(looks)


def judge(looks: list[Look], watch: BoardWatch | None = None) -> list[tuple[str, float, ViewReading]]:
    watch = watch or BoardWatch()
    return [
        (post, at - created, watch.observe(post, "자유", created=created, at=at, views=views))
        for at, created, post, views in looks
    ]


def test_posts_far_above_their_board_are_told_early_and_others_are_not() -> None:
    planted = frozenset({30, 47, 66, 75})

    told = {post: age for post, age, found in reversed(judge(board(seed=1, far_out=planted))) if found.alert}

    assert set(told) == {f"p{number}" for number in planted}
    assert max(told.values()) < 3 * 3600


def test_a_busy_board_is_not_a_burst_of_its_own() -> None:
    assert not [post for post, _, found in judge(board(seed=2, scale=20_000)) if found.alert][3:]


def test_a_watch_that_was_cut_goes_on_as_if_it_had_not_been() -> None:
    looks = board(seed=3, far_out=frozenset({40}))
    first = BoardWatch()

    head = judge(looks[:400], first)
    rest = judge(looks[400:], BoardWatch.resume({"watch": asdict(first)}))

    assert head + rest == judge(looks)


def test_a_jump_that_readers_do_not_follow_is_a_machine_and_not_told() -> None:
    watch = BoardWatch()
    judge(board(seed=4), watch)
    start = 81 * 5400.0

    found = [
        watch.observe("robot", "자유", created=start, at=start + minutes * 60, views=views)
        for minutes, views in ((10, 8), (40, 30), (60, 4_000), (90, 4_012), (150, 4_050), (300, 4_090))
    ]

    assert not any(reading.alert for reading in found)


def test_a_counter_that_goes_back_is_neither_a_fall_nor_an_alert() -> None:
    watch = BoardWatch()
    judge(board(seed=5), watch)
    start = 81 * 5400.0

    before = watch.observe("reset", "자유", created=start, at=start + 7200, views=70)
    after = watch.observe("reset", "자유", created=start, at=start + 9000, views=5)

    assert after.why == "backwards"
    assert not before.alert
    assert not after.alert
