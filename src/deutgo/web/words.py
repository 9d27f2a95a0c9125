"""The reader's word for every code that a value carries: states, kinds, roles, channels, labels."""

from deutgo.i18n import _

WORDS: dict[str, str] = {
    # cases
    "watch": "지켜보는 중",
    "signal": "조짐",
    "paracrisis": "위기 직전",
    "crisis": "위기",
    "contained": "번짐을 막음",
    "recovering": "회복 중",
    "closed": "닫힘",
    "usual": "흔히 떠올릴 수 있는 일",
    "unusual": "드물지만 믿을 만한 일",
    "unimaginable": "믿기 어려운 일",
    "severity.0": "피해 없음",
    "severity.1": "불편",
    "severity.2": "재산·신뢰 피해",
    "severity.3": "다치거나 다칠 수 있음",
    "severity.4": "생명이 걸림",
    "first_look": "처음 확인",
    "holding_clock": "1차 입장",
    "statement_clock": "본 입장",
    "next_update": "약속한 다음 소식",
    # other spellings
    "likeness.misspelt": "자모가 비슷함",
    "likeness.consonants": "초성만 적음",
    "likeness.short": "줄임",
    "likeness.sound": "소리가 비슷함",
    # facts
    "verified": "확인됨",
    "partly": "일부 확인",
    "unverified": "확인 전",
    "false": "사실 아님",
    "fact.unknown": "알아봐야 함",
    # alerts
    "level.notice": "주의",
    "warning": "경계",
    "severe": "심각",
    "burst": "급증",
    "silence": "답하지 않은 목소리",
    "demand": "밀린 질문",
    "views": "조회수",
    "press": "첫 언론 보도",
    "together": "함께 움직인 흔적",
    "ordinary.press_release": "보도자료를 옮긴 것으로 보임",
    "ordinary.fan_event": "응원하는 행사로 보임",
    "ordinary.meme": "유행하는 말로 보임",
    "ordinary.news_rush": "뉴스에 몰린 것으로 보임",
    "source": "수집원",
    "all": "모든 언급",
    "questions": "질문",
    "complaints": "불만",
    "reports": "피해 제보",
    "sensitivity.calm": "드물게",
    "sensitivity.usual": "보통",
    "sensitivity.keen": "일찍",
    # spread
    "tier.board": "게시판·카페",
    "tier.sns": "SNS",
    "tier.portal": "포털",
    "tier.press": "언론",
    "tier.own": "우리 채널",
    "tier.other": "그 밖의 곳",
    "differs.number": "숫자가 달라짐",
    "differs.negation": "부정이 달라짐",
    "differs.hedge": "어림말이 달라짐",
    "differs.name": "이름이 달라짐",
    "differs.date": "날짜가 달라짐",
    "way.mail": "전자우편",
    "way.chat": "대화방",
    "why.on_call": "당직",
    "why.subscribed": "받기로 함",
    "why.escalated": "아무도 맡지 않아 이어서 알림",
    "why.held": "모아서 알림",
    # statements
    "holding": "1차 입장",
    "statement": "본 입장",
    "update": "경과",
    "correction": "정정",
    "apology": "사과",
    "reply": "답글",
    "notice": "안내",
    "draft": "초안",
    "submitted": "승인 기다림",
    "approved": "승인됨",
    "published": "게시됨",
    "withdrawn": "거둠",
    "queued": "보내는 중",
    "sent": "나갔음",
    "failed": "나가지 않음",
    "publication.unknown": "나갔는지 모름",
    "status": "공식 안내 페이지",
    "mastodon": "마스토돈",
    # wording
    "block": "막음",
    "warn": "주의",
    "info": "참고",
    "acknowledgement": "무엇을 잘못했는지 인정",
    "to_whom": "누구에게 하는 말인지",
    "cause": "원인",
    "remedy": "바로잡는 방법",
    "prevention": "다시 없게 할 방법",
    "contact": "연락할 곳",
    # tickets
    "new": "새 문의",
    "assigned": "담당자 있음",
    "waiting_customer": "고객 답 기다림",
    "waiting_internal": "내부 확인 중",
    "resolved": "해결됨",
    "reopened": "다시 열림",
    "urgent": "급함",
    "normal": "보통",
    "low": "천천히",
    "answered": "답함",
    "will_answer": "답할 것",
    "no_answer_needed": "답이 필요 없음",
    "escalated": "위로 올림",
    "duplicate": "같은 글",
    # labels
    "positive": "긍정",
    "negative": "부정",
    "neutral": "중립",
    "unsure": "판단 보류",
    "question": "질문",
    "complaint": "불만",
    "request": "요청",
    "praise": "칭찬",
    "report": "제보",
    "label.statement": "서술",
    "claim": "주장",
    "offensive": "거친 말",
    "clean": "거칠지 않음",
    # activities
    "listen": "듣기",
    "answer": "답하기",
    "create": "쓰기",
    "manage": "꾸리기",
    "mention_triaged": "언급을 읽고 갈래를 정함",
    "mention_read": "언급을 읽음",
    "alert_acknowledged": "경보를 맡음",
    "fact_judged": "사실을 판정함",
    "ticket_replied": "문의에 답함",
    "statement_drafted": "글을 씀",
    "statement_revised": "글을 고침",
    "publication_sent": "글을 내보냄",
    "statement_approved": "글을 승인함",
    "statement_returned": "글을 돌려보냄",
    "case_opened": "사안을 엶",
    "case_moved": "사안 상태를 바꿈",
    "ticket_assigned": "문의 담당을 정함",
    # people
    "viewer": "보기",
    "agent": "상담",
    "drafter": "작성",
    "approver": "승인",
    "admin": "관리",
    # sources
    "health.new": "아직 읽지 않음",
    "well": "잘 보임",
    "blind": "보이지 않음",
    "feed": "RSS·Atom",
    # personal data
    "phone": "전화번호",
    "email": "이메일",
    # sorting
    "newest": "최신순",
    "reach": "많이 본 순",
    "relevance": "관련도순",
    "day": "하루",
    "week": "일주일",
    "month": "한 달",
    "year": "한 해",
}


def word(code: object, group: str | None = None) -> str:
    """Return the word for a code; a code that nobody named is shown as it is."""
    name = str(getattr(code, "value", code))
    known = WORDS.get(f"{group}.{name}") if group else None
    return _(known or WORDS.get(name, name))


def in_words(facts: dict[str, object]) -> dict[str, object]:
    """Replace the codes among facts by words, so that a sentence made of them reads well."""
    put: dict[str, object] = {}
    for name, value in facts.items():
        if isinstance(value, list):
            put[name] = " · ".join(word(each) for each in value)
        elif isinstance(value, str):
            put[name] = _(value) if name == "field" else word(value)
        else:
            put[name] = value
    return put
