"""Files as they really come: every format and encoding, good rows kept, bad ones listed. Texts are synthetic."""

import gzip
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deutgo.errors import BadFile, BadInput
from deutgo.listen.mention import Mention, Precision, derive_id
from deutgo.listen.reading import Rejected, open_file
from deutgo.listen.reading.columns import FIELDS, USUAL, guess_columns, parse_mapping
from deutgo.listen.reading.rows import LONGEST_TEXT
from deutgo.listen.reading.times import read_time

Write = Callable[..., Path]
KOREAN = "번호,내용,작성자,날짜,조회수\n1,환불해 주세요,김**,2026-11-22,1.2만\n2,배송이 늦어요,이**,2026-11-22 09:30,7\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    return write


def read(path: Path, **options: object) -> tuple[list[Mention], list[Rejected]]:
    file = open_file(str(path), **options)  # type: ignore[arg-type]
    rows = list(file)
    file.close()
    good = [row for row in rows if isinstance(row, Mention)]
    return good, [row for row in rows if isinstance(row, Rejected)]


def texts(path: Path) -> list[str]:
    return [mention.text for mention in read(path)[0]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be"])
def test_korean_column_names_and_values_are_read_in_every_usual_encoding(write: Write, encoding: str) -> None:
    good, bad = read(write("a.csv", KOREAN, encoding))

    assert bad == []
    assert good[0] == Mention(
        id="1",
        text="환불해 주세요",
        author="김**",
        created_at=datetime(2026, 11, 21, 15, 0, tzinfo=UTC),
        created_precision=Precision.DAY,
        views=12_000,
    )
    assert good[1].created_at == datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
    assert good[1].created_precision is Precision.INSTANT


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.csv", bytes),
        ("a.csv.gz", gzip.compress),
        ("a.csv.zst", zstandard.compress),
        ("packed-without-saying-so", gzip.compress),
    ],
)
def test_packed_files_are_told_by_their_content(
    write: Write, name: str, pack: Callable[[bytes], bytes]
) -> None:
    assert texts(write(name, pack(KOREAN.encode()))) == ["환불해 주세요", "배송이 늦어요"]


def test_a_packed_file_that_is_cut_gives_the_rows_before_the_cut(write: Write) -> None:
    lines = "text\n" + "".join(f"{number}번째 글입니다 {hash(number)}\n" for number in range(5000))

    good, bad = read(write("a.csv.gz", gzip.compress(lines.encode())[:-2000]))

    assert 100 < len(good) < 5000
    assert "압축이 중간에 끊겼습니다" in bad[-1].reason


def test_an_unclosed_quote_costs_its_own_line_alone(write: Write) -> None:
    rows = ["id,text", '1,"열린 따옴표', *(f"{number},글 {number}" for number in range(2, 50))]

    good, bad = read(write("a.csv", "\n".join([*rows, '50,"닫힌, 따옴표"'])))

    assert [mention.id for mention in good] == [str(number) for number in range(2, 51)]
    assert good[-1].text == "닫힌, 따옴표"
    assert [(row.line, row.reason) for row in bad] == [(2, "따옴표가 제대로 닫히지 않았습니다.")]


def test_a_quoted_field_may_hold_lines_delimiters_and_quotes(write: Write) -> None:
    good, bad = read(write("a.csv", 'id,text,author\n1,"첫 줄\n둘째, ""줄""\n",김\n2,끝,이\n'))

    assert bad == []
    assert [(mention.text, mention.author) for mention in good] == [
        ('첫 줄\n둘째, "줄"\n', "김"),
        ("끝", "이"),
    ]


def test_tsv_lines_of_the_right_width_are_taken_literally(write: Write) -> None:
    path = write("a.tsv", 'id\ttext\n1\t"고잉 홈" 이것만 보세요\n2\t"열린 채\n3\t""겹""\n')

    assert texts(path) == ['"고잉 홈" 이것만 보세요', '"열린 채', '""겹""']


def test_rows_of_the_wrong_width_are_listed_with_their_lines(write: Write) -> None:
    good, bad = read(write("a.csv", "id,text\n1,하나,더\n2,둘\n3\n4,넷,,\n\n"))

    assert [mention.id for mention in good] == ["2", "4"]
    assert [(row.line, row.row) for row in bad] == [(2, "1\t하나\t더"), (4, "3")]


def test_mixed_line_ends_all_end_lines(write: Write) -> None:
    assert texts(write("a.csv", "text\r\n하나\n둘\r셋\r\n넷")) == ["하나", "둘", "셋", "넷"]


def test_bytes_that_no_encoding_explains_cost_their_own_line(write: Write) -> None:
    content = b"text\n" + b"\xff\xfe\xff\n" + "하나\n둘\n셋\n".encode() + b"\xed\x95\n"

    good, bad = read(write("a.csv", content))

    assert [mention.text for mention in good] == ["하나", "둘", "셋"]
    assert [row.line for row in bad] == [2, 6]
    assert "UTF-8" in bad[0].reason


def test_hangul_that_comes_late_still_decides_the_encoding(write: Write) -> None:
    content = "text\n" + "ascii\n" * 5000 + "환불\n"

    assert texts(write("a.csv", content, "cp949"))[-1] == "환불"


def test_a_nul_byte_is_named(write: Write) -> None:
    good, bad = read(write("a.csv", b"text\nab\0cd\nfine\n"))

    assert [mention.text for mention in good] == ["fine"]
    assert bad[0].reason == "NUL 문자(0)가 들어 있습니다."


def test_a_text_without_end_is_refused_and_the_next_row_kept(write: Write) -> None:
    good, bad = read(write("a.csv", "text\n" + "가" * (LONGEST_TEXT + 1) + "\n둘\n"))

    assert [mention.text for mention in good] == ["둘"]
    assert str(LONGEST_TEXT) in bad[0].reason


def test_a_line_of_many_megabytes_is_skipped_in_little_memory(write: Write) -> None:
    content = b"text\n" + b"x" * ((1 << 24) + (1 << 19)) + b"\n" + "둘\n".encode()

    good, bad = read(write("a.csv", content))

    assert [mention.text for mention in good] == ["둘"]
    assert "16 MB" in bad[0].reason


def test_json_lines_keep_types_and_name_what_is_wrong(write: Write) -> None:
    lines = (
        '{"text":"하나","created_at":1700000000,"id":7}',
        "not json",
        "[1]",
        '{"text":5}',
        '{"text":"  "}',
        '{"text":"둘","views":"많음"}',
        '{"text":"셋","created_at":"2026-11-22T12:00:00+09:00","author":"김"}',
    )

    good, bad = read(write("a.jsonl", "\n".join(lines)))

    assert [mention.id for mention in good] == [
        "7",
        derive_id(source="", author="김", created="2026-11-22T12:00:00+09:00", text="셋"),
    ]
    assert good[0].created_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert [row.line for row in bad] == [2, 3, 4, 5, 6]
    assert bad[-1].reason == "숫자로 읽을 수 없는 값입니다: views = 많음"


def test_json_lines_with_other_keys_are_mapped_and_may_differ_from_line_to_line(write: Write) -> None:
    path = write("a.jsonl", '{"content":"하나","likes":3}\n{"content":"둘","views":4,"url":"u"}\n')

    good, _ = read(path)

    assert [(each.text, each.likes, each.views, each.url) for each in good] == [
        ("하나", 3, None, None),
        ("둘", None, 4, "u"),
    ]


def test_a_json_array_is_refused_with_the_way_out(write: Write) -> None:
    with pytest.raises(BadFile, match="jq"):
        read(write("a.json", '[{"text":"하나"}]'))


def test_parquet_is_read_with_its_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": [1, 2],
            "text": ["하나", None],
            "created_at": [datetime(2026, 11, 22, 9, 0), None],  # noqa: DTZ001 - a data frame without zones
            "views": [3.0, float("nan")],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")

    good, bad = read(tmp_path / "a.parquet")

    assert [(each.id, each.text, each.created_at, each.views) for each in good] == [
        ("1", "하나", datetime(2026, 11, 22, 0, 0, tzinfo=UTC), 3)
    ]
    assert [row.line for row in bad] == [2]


def test_a_workbook_is_read_from_its_first_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["글번호", "제목", "내용", "작성일", "별점"])
    sheet.append([33, "제목", "하나", datetime(2026, 11, 22), 4.5])  # noqa: DTZ001
    sheet.append([34, None, "둘", datetime(2026, 11, 22, 9, 30), 5])  # noqa: DTZ001
    sheet["D2"].number_format = "yyyy-mm-dd"
    sheet.append([None, None, None, None, None])
    sheet.append([35, "글이 없음", None, None, None])
    book.save(tmp_path / "a.xlsx")

    good, bad = read(tmp_path / "a.xlsx")

    assert [(each.id, each.title, each.created_precision.value, each.rating) for each in good] == [
        ("33", "제목", "day", 4.5),
        ("34", None, "instant", 5.0),
    ]
    assert [row.line for row in bad] == [5]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "빈 파일"),
        ("a.csv", b"a,b\n1,2\n", "--map text="),
        ("a.parquet", b"PAR1broken", "Parquet"),
        ("a.xlsx", b"PK\x03\x04broken", "엑셀"),
        ("a.xls", b"\xd0\xcf\x11\xe0old", ".xlsx"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.gz", b"\x1f\x8b\x08broken", "압축"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_remedy(
    write: Write, name: str, content: bytes, words: str
) -> None:
    path = write(name, content)

    with pytest.raises(BadFile) as refused:
        read(path)

    assert refused.value.facts["path"] == str(path)
    assert words in str(refused.value.facts["reason"])


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(BadFile):
            open_file(str(path))


def test_a_pipe_is_read_like_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["하나"]}), tmp_path / "a.parquet")
    for content in (KOREAN.encode(), gzip.compress(KOREAN.encode()), (tmp_path / "a.parquet").read_bytes()):
        pipe = io.BufferedReader(_Pipe(content))
        monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": pipe}))

        assert list(open_file("-"))


class _Pipe(io.RawIOBase):
    def __init__(self, content: bytes) -> None:
        self._rest = content

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        size = min(len(view), len(self._rest))
        view[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def test_a_told_column_wins_and_must_exist(write: Write) -> None:
    path = write("a.csv", "text,원문\n요약,전체\n")

    assert read(path, mapping={"text": "원문"})[0][0].text == "전체"
    with pytest.raises(BadFile, match="없는열"):
        read(path, mapping={"text": "없는열"})


def test_a_told_source_is_that_of_every_row(write: Write) -> None:
    good, _ = read(write("a.csv", "source,text\n카페,하나\n"), source="쇼핑몰")

    assert good[0].source == "쇼핑몰"
    assert good[0].id == derive_id(source="쇼핑몰", author=None, created="", text="하나")


@pytest.mark.parametrize("pair", ["text", "text=", "nothing=a", "=a"])
def test_a_mapping_that_cannot_be_read_is_named(pair: str) -> None:
    with pytest.raises(BadInput):
        parse_mapping([pair])


def test_no_usual_name_stands_for_two_fields() -> None:
    names = [name for field, words in USUAL.items() for name in (field.replace("_", ""), *words.split())]

    assert len(names) == len(set(names))
    assert set(USUAL) == set(FIELDS)


def test_the_header_of_the_film_reviews_is_understood() -> None:
    header = ["review_id", "movie_id", "date", "rating", "author", "review"]

    assert guess_columns(header, {}).by_field == {
        "id": "review_id",
        "target": "movie_id",
        "created_at": "date",
        "rating": "rating",
        "author": "author",
        "text": "review",
    }


@pytest.mark.parametrize(
    ("written", "instant", "exact"),
    [
        ("2026-11-22", "2026-11-21T15:00:00+00:00", False),
        ("20261122", "2026-11-21T15:00:00+00:00", False),
        ("2026.11.22.", "2026-11-21T15:00:00+00:00", False),
        ("2026. 1. 2", "2026-01-01T15:00:00+00:00", False),
        ("2026/11/22 14:05", "2026-11-22T05:05:00+00:00", True),
        ("2026년 11월 22일 오후 3시 5분", "2026-11-22T06:05:00+00:00", True),
        ("2026-11-22 (일) 오전 12:30", "2026-11-21T15:30:00+00:00", True),
        ("2026-11-22T12:00:00Z", "2026-11-22T12:00:00+00:00", True),
        ("1700000000", "2023-11-14T22:13:20+00:00", True),
        (1700000000000, "2023-11-14T22:13:20+00:00", True),
        (date(2026, 11, 22), "2026-11-21T15:00:00+00:00", False),
    ],
)
def test_times_are_read_in_the_usual_ways(written: str | int | date, instant: str, exact: bool) -> None:
    assert read_time(written) == (datetime.fromisoformat(instant), exact)


@pytest.mark.parametrize("written", ["내일", "2026-13-01", "2026.2.30", "0001-01-01", "99999999999999", ""])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        read_time(written)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1).filter(
    lambda cell: cell.strip() == cell and cell
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6),
    encoding=st.sampled_from(["utf-8", "utf-16"]),
)
def test_whatever_a_spreadsheet_writes_is_read_back(
    tmp_path: Path, rows: list[tuple[str, str]], encoding: str
) -> None:
    quoted = "".join(
        f'"{a.replace(chr(34), chr(34) * 2)}","{b.replace(chr(34), chr(34) * 2)}"\n' for a, b in rows
    )
    path = tmp_path / "a.csv"
    path.write_bytes(("text,author\n" + quoted).encode(encoding))

    good, bad = read(path)

    assert bad == []
    assert [(mention.text, mention.author) for mention in good] == rows


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_no_bytes_whatever_bring_the_reader_down(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,text\n1,fine\n" + content + b"\n")

    good, bad = read(path)

    assert good[0].text == "fine"
    assert all(row.line >= 1 and row.reason for row in bad)


def test_rejected_rows_can_be_written_as_json(write: Write) -> None:
    _, bad = read(write("a.csv", b"text,author\n\xff\xfe,b\n,b\n"))

    assert [orjson.loads(orjson.dumps(row._asdict()))["line"] for row in bad] == [2, 3]
