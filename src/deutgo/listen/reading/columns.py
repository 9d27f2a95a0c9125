"""Which column is which field: by the contract's name, by what people usually call it, or as told.

The guesses are a closed list of whole names, so that a column is never taken for something by chance.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deutgo.errors import BadInput
from deutgo.i18n import _

FIELDS = (
    "id", "source", "url", "title", "text", "author", "created_at", "created_precision", "observed_at",
    "parent_id", "target", "board", "rating", "views", "likes", "shares", "replies", "lang", "deleted_at",
)  # fmt: skip

# Lower case, without spaces and signs; earlier names win.
USUAL: dict[str, str] = {
    "text": "content contents body message review comment reviewtext reviewcontent commenttext "
    "내용 본문 리뷰 리뷰내용 댓글 댓글내용 후기 글 글내용 게시글 게시글내용 문의내용 원문 텍스트",
    "title": "subject headline 제목 글제목 기사제목",
    "id": "reviewid commentid postid articleid mentionid tweetid docid no 글번호 번호 리뷰번호 댓글번호",
    "author": "user username userid writer nickname account authorid "
    "작성자 글쓴이 닉네임 아이디 작성자명 계정",
    "created_at": "date datetime created createddate timestamp time published publishedat pubdate "
    "postedat regdate writtenat 날짜 작성일 작성일시 작성시간 작성시각 등록일 등록일시 "
    "게시일 게시일시 일시 일자 시간 시각",
    "observed_at": "collectedat fetchedat crawledat 수집일 수집일시 수집시각 수집시간",
    "target": "movieid productid product itemid videoid movie 상품 상품명 상품번호 제품 제품명 영화 대상",
    "board": "forum cafe gallery category section 게시판 게시판명 카페 카페명 갤러리 카테고리 분류",
    "rating": "star stars score point grade 평점 별점 점수",
    "views": "viewcount hits readcount view 조회수 조회",
    "likes": "likecount like recommend recommends upvotes 좋아요 좋아요수 추천 추천수 공감 공감수",
    "shares": "sharecount share retweets reposts 공유 공유수 리트윗",
    "replies": "replycount commentcount comments 댓글수 답글수 답글 대댓글수",
    "url": "link href permalink 링크 주소 원문링크 원문주소 게시글주소",
    "source": "site media channel platform 출처 매체 매체명 수집원 사이트 채널",
    "lang": "language locale 언어",
    "parent_id": "parent replyto inreplyto 원글번호 상위글 원댓글번호",
    "deleted_at": "삭제일 삭제일시 삭제시각",
    "created_precision": "",
}
SIGNS = re.compile(r"[\s_\-./()\[\]#]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Field → column name; `told` are the fields whose column the caller named."""

    by_field: Mapping[str, str]
    told: frozenset[str] = frozenset()


def parse_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Read `field=column` pairs; raises `BadInput` that names the pair and the fields there are."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        field, sign, column = pair.partition("=")
        if not sign or not column.strip() or field.strip() not in FIELDS:
            reason = _("--map %(pair)s: field=열이름 꼴로 적어 주십시오. 쓸 수 있는 field: %(fields)s") % {
                "pair": pair,
                "fields": ", ".join(FIELDS),
            }
            raise BadInput(reason=reason)
        mapping[field.strip()] = column.strip()
    return mapping


def guess_columns(header: Sequence[str], told: Mapping[str, str]) -> Columns:
    """Give each field a column: as told, else of its own name, else of a usual one.

    Raises `BadInput` when a told column is not in the header.
    """
    for field, column in told.items():
        if column not in header:
            reason = _("--map %(pair)s: 그런 열이 없습니다. 있는 열: %(header)s") % {
                "pair": f"{field}={column}",
                "header": ", ".join(header),
            }
            raise BadInput(reason=reason)
    found = dict(told)
    plain = {column: SIGNS.sub("", column).casefold() for column in header}
    free = [column for column in header if column not in found.values()]
    for field in FIELDS:
        if field not in found and field in free:
            found[field] = field
            free.remove(field)
    for field, names in USUAL.items():
        if field in found:
            continue
        for name in (field.replace("_", ""), *names.split()):
            match = next((column for column in free if plain[column] == name), None)
            if match is not None:
                found[field] = match
                free.remove(match)
                break
    return Columns(by_field=found, told=frozenset(told))
