"""The statement desk: four eyes on one exact text, and nothing that went out is edited."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from deutgo.errors import (
    Blank,
    Forbidden,
    IllegalMove,
    Immutable,
    NothingHeard,
    Refused,
    SelfApproval,
    TextChanged,
    WordingBlocked,
)
from deutgo.people import Actor, Role
from deutgo.speak import desk as speak
from deutgo.speak.channel import PublicationStatus, Receipt
from deutgo.speak.channels.mastodon import plain, shorten
from deutgo.speak.statement import StatementKind, StatementStatus, hash_text
from deutgo.speak.statuspage import as_atom, as_json, entries

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
OTHER = Actor(person_id=9, name="다른 승인자", role=Role.APPROVER)


def no_blocks(text: str, kind: StatementKind) -> int:
    return 0


def written(work, actor, **more):
    return speak.draft(
        work,
        actor,
        kind=StatementKind.HOLDING,
        title="접속 장애 안내",
        text="접속이 되지 않아 죄송합니다.",
        heard_refs=(1, 2),
        at=NOON,
        **more,
    )


def approved(work, desk, **more):
    statement = written(work, desk.drafter, **more)
    speak.submit(work, desk.drafter, statement.id, at=NOON)
    return speak.give_approval(
        work, desk.approver, statement.id, seen_hash=statement.text_hash, count_blocks=no_blocks, at=NOON
    )


def test_the_whole_way_from_draft_to_receipt(desk) -> None:
    with desk.store.begin() as work:
        statement = approved(work, desk)
        (queued,) = speak.publish(work, desk.approver, statement.id, channels=["status"], at=NOON)
        again = speak.publish(work, desk.approver, statement.id, channels=["status"], at=NOON)
        receipt = Receipt(remote_id="1", url="http://127.0.0.1/1", read_back=True)
        speak.record_receipt(work, queued.sent(receipt, at=NOON), at=NOON)

        assert again == []
        assert work.publications.get(queued.id).status is PublicationStatus.SENT
        assert work.statements.get(statement.id).status is StatementStatus.PUBLISHED


def test_nobody_approves_their_own_text(desk) -> None:
    with desk.store.begin() as work:
        statement = written(work, desk.approver)
        speak.submit(work, desk.approver, statement.id, at=NOON)

        with pytest.raises(SelfApproval):
            speak.give_approval(
                work,
                desk.approver,
                statement.id,
                seen_hash=statement.text_hash,
                count_blocks=no_blocks,
                at=NOON,
            )


def test_an_approval_is_for_the_text_that_was_read(desk) -> None:
    with desk.store.begin() as work:
        statement = written(work, desk.drafter)
        seen = statement.text_hash
        speak.revise(work, desk.drafter, statement.id, title=statement.title, text="다른 글입니다.", at=NOON)
        speak.submit(work, desk.drafter, statement.id, at=NOON)

        with pytest.raises(TextChanged):
            speak.give_approval(
                work, desk.approver, statement.id, seen_hash=seen, count_blocks=no_blocks, at=NOON
            )


def test_a_change_after_the_approval_needs_a_new_one(desk) -> None:
    with desk.store.begin() as work:
        statement = approved(work, desk)
        speak.revise(work, desk.drafter, statement.id, title="", text="고친 글입니다.", at=NOON)

        with pytest.raises(Refused):
            speak.publish(work, desk.approver, statement.id, channels=["status"], at=NOON)


def test_a_blocked_wording_needs_a_reason_which_is_kept(desk) -> None:
    with desk.store.begin() as work:
        statement = written(work, desk.drafter)
        speak.submit(work, desk.drafter, statement.id, at=NOON)
        ask = {"seen_hash": statement.text_hash, "count_blocks": lambda text, kind: 2, "at": NOON}
        with pytest.raises(WordingBlocked):
            speak.give_approval(work, desk.approver, statement.id, **ask)

        speak.give_approval(work, desk.approver, statement.id, override_reason="인용문입니다", **ask)

        assert work.approvals.find(statement_id=statement.id)[0].override_reason == "인용문입니다"


def test_a_text_that_rests_on_nothing_heard_is_not_submitted(desk) -> None:
    with desk.store.begin() as work:
        statement = speak.draft(
            work, desk.drafter, kind=StatementKind.NOTICE, title="안내", text="안내합니다.", at=NOON
        )
        with pytest.raises(NothingHeard):
            speak.submit(work, desk.drafter, statement.id, at=NOON)
        speak.link_heard(work, desk.agent, statement.id, [5, 5, 3])

        submitted = speak.submit(work, desk.drafter, statement.id, at=NOON)

    assert (submitted.heard_refs, submitted.status) == ((3, 5), StatementStatus.SUBMITTED)


def test_what_went_out_cannot_be_edited_only_withdrawn_in_the_open(desk) -> None:
    later = NOON + timedelta(hours=1)
    with desk.store.begin() as work:
        statement = approved(work, desk)
        speak.publish(work, desk.approver, statement.id, channels=["status"], at=NOON)
        with pytest.raises(Immutable):
            speak.revise(work, desk.drafter, statement.id, title="", text="몰래 고침", at=NOON)
        with pytest.raises(Blank):
            speak.withdraw(work, desk.approver, statement.id, reason=" ", at=later)
        withdrawn = speak.withdraw(work, desk.approver, statement.id, reason="사실이 달라졌습니다", at=later)

    (entry,) = entries([withdrawn])
    assert entry.withdrawn
    assert entry.text == statement.text


def test_every_version_is_kept(desk) -> None:
    with desk.store.begin() as work:
        statement = written(work, desk.drafter)
        speak.revise(work, desk.drafter, statement.id, title=statement.title, text=statement.text, at=NOON)
        speak.revise(work, desk.drafter, statement.id, title="고친 제목", text="고친 글", at=NOON)

        versions = work.versions.find(statement_id=statement.id)

    assert [(kept.version, kept.title) for kept in versions] == [(1, "접속 장애 안내"), (2, "고친 제목")]


def test_an_approver_can_send_a_text_back_with_a_reason(desk) -> None:
    with desk.store.begin() as work:
        statement = written(work, desk.drafter)
        speak.submit(work, desk.drafter, statement.id, at=NOON)
        with pytest.raises(Blank):
            speak.send_back(work, desk.approver, statement.id, reason="", at=NOON)

        returned = speak.send_back(work, desk.approver, statement.id, reason="원인을 확인해 주세요", at=NOON)

    assert returned.status is StatementStatus.DRAFT


def test_an_agent_answers_for_a_reply_by_name(desk) -> None:
    with desk.store.begin() as work:
        reply = speak.draft(
            work,
            desk.agent,
            kind=StatementKind.REPLY,
            title="",
            text="확인해 드리겠습니다.",
            ticket_id=1,
            at=NOON,
        )
        speak.submit(work, desk.agent, reply.id, at=NOON)
        speak.give_approval(
            work, desk.agent, reply.id, seen_hash=reply.text_hash, count_blocks=no_blocks, at=NOON
        )
        queued = speak.publish(work, desk.agent, reply.id, channels=["mastodon"], in_reply_to="77", at=NOON)

    assert queued[0].in_reply_to == "77"


def test_roles_hold(desk) -> None:
    with desk.store.begin() as work:
        with pytest.raises(Forbidden):
            written(work, desk.agent)
        statement = written(work, desk.drafter)
        speak.submit(work, desk.drafter, statement.id, at=NOON)
        with pytest.raises(Forbidden):
            speak.give_approval(
                work,
                desk.drafter,
                statement.id,
                seen_hash=statement.text_hash,
                count_blocks=no_blocks,
                at=NOON,
            )


def test_positions_open_with_a_receipt_and_end_with_the_withdrawal(desk) -> None:
    from deutgo.crisis.room import open_case

    later = NOON + timedelta(hours=1)
    with desk.store.begin() as work:
        case = open_case(work, desk.drafter, title="장애", at=NOON)
        statement = approved(work, desk, case_id=case.id)
        (queued,) = speak.publish(work, desk.approver, statement.id, channels=["status"], at=NOON)
        speak.record_receipt(
            work, queued.sent(Receipt(remote_id="1", url=None, read_back=True), at=NOON), at=NOON
        )
        speak.withdraw(work, desk.approver, statement.id, reason="달라졌습니다", at=later)

        (position,) = work.positions.find(case_id=case.id)

    assert (position.from_at, position.to_at) == (NOON, later)


def test_an_unknown_publication_is_settled_by_a_person(desk) -> None:
    with desk.store.begin() as work:
        statement = approved(work, desk)
        (queued,) = speak.publish(work, desk.approver, statement.id, channels=["mastodon"], at=NOON)
        speak.record_receipt(work, queued.stopped(PublicationStatus.UNKNOWN, "시간 초과"), at=NOON)

        settled = speak.resolve_unknown(work, desk.approver, queued.id, is_out=True, url="http://x", at=NOON)
        with pytest.raises(IllegalMove):
            speak.resolve_unknown(work, desk.approver, queued.id, is_out=True, url=None, at=NOON)

    assert settled.status is PublicationStatus.SENT


def test_the_hash_ignores_line_ends_and_composition_only() -> None:
    assert hash_text("가", "a\r\nb") == hash_text("\u1100\u1161", "a\nb")
    assert hash_text("가", "a b") != hash_text("가", "a  b")


def test_the_feed_and_the_json_say_the_same(desk) -> None:
    with desk.store.begin() as work:
        statement = approved(work, desk)
        speak.publish(work, desk.approver, statement.id, channels=["status"], at=NOON)
        shown = entries(work.statements.find())

    feed = feedparser.parse(as_atom(shown, title="공식 안내", url="http://127.0.0.1/status"))
    (entry,) = feed.entries
    (told,) = as_json(shown)["entries"]  # type: ignore[misc]
    assert entry.title == told["title"] == "접속 장애 안내"
    assert entry.content[0].value == told["text"]


def test_characters_that_xml_cannot_hold_do_not_break_the_feed(desk) -> None:
    with desk.store.begin() as work:
        statement = speak.draft(
            work, desk.drafter, kind=StatementKind.NOTICE, title="a\x0bb", text="<script>\x00", at=NOON
        )
        shown = entries(
            [
                statement.become(StatementStatus.SUBMITTED, at=NOON)
                .become(StatementStatus.APPROVED, at=NOON)
                .become(StatementStatus.PUBLISHED, at=NOON)
            ]
        )

    feed = feedparser.parse(as_atom(shown, title="안내", url="http://127.0.0.1/status"))
    assert not feed.bozo
    assert feed.entries[0].title == "ab"


def test_a_long_text_keeps_whole_sentences_and_links_to_the_rest() -> None:
    text = "첫 문장입니다. 둘째 문장입니다. " + "아주 긴 문장입니다. " * 40

    post = shorten("제목", text, limit=100, link="https://example.org/status")

    assert len(post) <= 100
    assert post.startswith("제목\n\n첫 문장입니다. 둘째 문장입니다.")
    assert post.endswith("전문: https://example.org/status")


def test_the_words_of_a_post_come_out_of_its_html() -> None:
    assert plain("<p>가 &amp; 나<br />다</p><p>라</p>") == "가 & 나\n다\n라"


def test_a_token_is_nobody_who_could_approve(desk) -> None:
    token = Actor(person_id=0, name="연동", role=Role.ADMIN)
    with desk.store.begin() as work:
        statement = written(work, desk.drafter)
        speak.submit(work, desk.drafter, statement.id, at=NOON)

        with pytest.raises(Forbidden):
            speak.give_approval(
                work, token, statement.id, seen_hash=statement.text_hash, count_blocks=no_blocks, at=NOON
            )
