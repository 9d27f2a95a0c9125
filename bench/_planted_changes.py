"""Planted changes of meaning in real and made sentences, for measuring `differs`.

Each case: (source, copy, the kinds that changed). Controls change letters but no meaning.
"""

import random
import re
from collections.abc import Callable, Iterator

Case = tuple[str, str, frozenset[str]]

MADE = [
    "환불은 {n}일 안에 처리된다고 안내받았습니다",
    "이번 사고로 피해를 본 고객은 {n}명입니다",
    "수리비로 {m}만 원을 요구했습니다",
    "전체 매장 {n}곳에서 같은 제품을 팔았습니다",
    "불량률이 {n}%라고 회사가 발표했습니다",
    "상담원과 통화하는 데 {n}분을 기다렸습니다",
    "접속 오류가 {n}시간 넘게 이어지고 있습니다",
    "배송까지 {n}주가 걸렸고 연락도 받았습니다",
    "가격이 작년보다 {n}배 올랐다는 지적이 나왔습니다",
    "같은 증상을 신고한 사람이 {m}0명을 넘었습니다",
    "보상금은 한 사람에 {m}0,000원씩 지급합니다",
    "이 제품을 {n}개 샀는데 모두 고장 났습니다",
    "시야율이 {m}0퍼센트라고 광고했습니다",
    "아이가 {n}번이나 병원에 다녀왔습니다",
    "회사는 제품 {m}천 대를 회수하기로 했습니다",
]
SPELLED = [
    ("피해자는 {}으로 알려졌습니다", ["세 명", "네 명", "다섯 명", "열두 명"]),
    ("매장 {}에서 이물이 나왔습니다", ["두 곳", "세 곳", "여섯 곳"]),
    ("보상금 {}을 받았다고 합니다", ["삼만 원", "오만 원", "십만 원", "삼십만 원"]),
    ("전화를 {}이나 걸었는데 받았습니다", ["두 번", "세 번", "일곱 번"]),
    ("{} 동안 기다렸다는 글이 올라왔습니다", ["두 시간", "세 시간", "사흘", "나흘"]),
    ("고객 {}이 단체로 항의했습니다", ["수십 명", "수백 명", "수천 명"]),
    ("상품을 {} 주문했는데 하나만 왔습니다", ["두 개", "세 개", "스무 개"]),
]
NEGATIONS = [
    ("회사가 사과했습니다", "회사가 사과하지 않았습니다"),
    ("제품에서 유해 물질이 나왔습니다", "제품에서 유해 물질이 안 나왔습니다"),
    ("환불이 가능하다고 했습니다", "환불이 불가능하다고 했습니다"),
    ("담당자가 책임이 있다고 말했습니다", "담당자가 책임이 없다고 말했습니다"),
    ("이 소문은 사실입니다", "이 소문은 사실이 아닙니다"),
    ("연락을 받았다는 고객이 많습니다", "연락을 못 받았다는 고객이 많습니다"),
    ("새 제품은 안전합니다", "새 제품은 안전하지 않습니다"),
    ("교환해 준다고 공지했습니다", "교환해 주지 않는다고 공지했습니다"),
    ("문의에 답했습니다", "문의에 답하지 못했습니다"),
    ("이번 조치는 충분합니다", "이번 조치는 충분하지 않습니다"),
    ("개인정보가 유출된 사실을 확인했습니다", "개인정보가 유출된 사실을 확인하지 못했습니다"),
    ("이 매장 제품을 드셔도 됩니다", "이 매장 제품을 드시면 안 됩니다"),
    ("직원이 다친 것으로 확인됐습니다", "직원이 다치지 않은 것으로 확인됐습니다"),
    ("원인이 확인된 상태입니다", "원인이 미확인 상태입니다"),
    ("배송이 됩니다", "배송이 안 됩니다"),
    ("이 제품을 사세요", "이 제품을 사지 마세요"),
    ("설명서에 적혀 있습니다", "설명서에 적혀 있지 않습니다"),
    ("그 직원은 알고 있었다", "그 직원은 알고 있지 않았다"),
    ("문제가 된다고 봅니다", "문제가 안 된다고 봅니다"),
    ("공장을 점검했다고 밝혔다", "공장을 점검하지 않았다고 밝혔다"),
]
FRAMES = ["{}", "오늘 공지를 보니 {}", "{} 다들 확인해 보세요", "방금 들은 이야기인데 {} 퍼뜨려 주세요"]
LEADING = ["약", "최대", "대략", "거의"]
TRAILING = ["정도", "가량", "쯤"]
COUNTED = re.compile(r"\d+(?=명|원|개|점|번|편|%|퍼|만|천|시간|분|배|살|일|주|곳)")
CONTROLS: list[Callable[[str, random.Random], str]] = [
    lambda text, rng: text.replace(" ", "", rng.randint(1, 4)),
    lambda text, rng: text + rng.choice(["!!", "...", " ㅋㅋ", " ㅠㅠ", " 진짜"]),
    lambda text, rng: rng.choice(["진짜 ", "와 ", "헐 "]) + text,
    lambda text, rng: text.replace("습니다", "어요") if rng.random() < 0.5 else text.replace("했다", "했음"),
    lambda text, _rng: re.sub(r"(\d)만 원", r"\g<1>0,000원", text),
]


def made_sentence(rng: random.Random) -> str:
    """Fill one made sentence with numbers."""
    return rng.choice(MADE).format(n=rng.randint(2, 90), m=rng.randint(2, 9))


def number_cases(rng: random.Random, count: int, real: list[str]) -> Iterator[Case]:
    """Yield changes of one number, in digits or in words, in made and real sentences."""
    changed = frozenset({"number"})
    numbered = [text for text in real if re.search(r"\d{1,3}(?=명|원|개|점|번|편|%|만|시간|분|배|살)", text)]
    for at in range(count):
        if at % 3 == 0:
            frame, words = rng.choice(SPELLED)
            one, other = rng.sample(words, 2)
            yield frame.format(one), frame.format(other), changed
            continue
        text = made_sentence(rng) if at % 3 == 1 or not numbered else rng.choice(numbered)
        found = rng.choice(list(COUNTED.finditer(text)))
        value = str(int(found.group()) + rng.choice([1, 2, 5, 7]))
        yield text, text[: found.start()] + value + text[found.end() :], changed


def hedge_cases(rng: random.Random, count: int) -> Iterator[Case]:
    """Yield a hedge that came, went or was exchanged."""
    changed = frozenset({"hedge"})
    for at in range(count):
        text = made_sentence(rng)
        found = re.search(r"\d[\d,]*(?:만|천)?\s?(?:명|원|곳|%|퍼센트|분|시간|주|배|개|번|대|일)", text)
        assert found
        amount = found.group()
        one = f"{rng.choice(LEADING)} {amount}"
        other = f"{amount} {rng.choice(TRAILING)}" if rng.random() < 0.5 else amount + rng.choice(TRAILING)
        hedged = text.replace(amount, one if at % 2 else other, 1)
        if at % 5 == 0:
            word = rng.choice(["일부", "대체로"])
            text, hedged = f"매장에서는 {text}", f"{word} 매장에서는 {text}"
        yield (text, hedged, changed) if rng.random() < 0.5 else (hedged, text, changed)


def negation_cases(rng: random.Random, count: int) -> Iterator[Case]:
    """Yield a negation that came or went."""
    for _ in range(count):
        frame, (one, other) = rng.choice(FRAMES), rng.choice(NEGATIONS)
        pair = (frame.format(one), frame.format(other))
        yield (*(pair if rng.random() < 0.5 else pair[::-1]), frozenset({"negation"}))


def control_cases(rng: random.Random, count: int, real: list[str]) -> Iterator[Case]:
    """Yield copies that change letters, spaces and endings, but no meaning."""
    for at in range(count):
        text = rng.choice(real) if real and at % 2 else rng.choice(FRAMES).format(made_sentence(rng))
        if at % 7 == 0:
            text = rng.choice(FRAMES).format(rng.choice(rng.choice(NEGATIONS)))
        yield text, rng.choice(CONTROLS)(text, rng), frozenset()
