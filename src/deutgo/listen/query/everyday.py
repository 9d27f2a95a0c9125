"""Everyday words that make poor queries, drawn up by hand; they grow with what users report."""

_ALSO_NAMES = """
당근 사과 토스 직방 다방 번개 망고 오늘 하루 우리 마당 바다 보배 여우 나비 하나 국민 대상 오리온 하이
카스 테라 처음 참 새로 이슬 여기 무한 도전 기아 한화 두산
"""
_IN_ANY_TEXT = """
진짜 정말 너무 그냥 완전 오늘 사람
것 이것 그것 저것 그리고 근데 하지만 있다 없다 하다 되다 좋다 ㅋㅋ ㅠㅠ ㅎㅎ
"""
_LIKE_PARTICLES = """
마을 가을 노을 고을 합의 회의 강의 정의 주의 동의 심의 결의 예의 논의 문의 건의 거의 유의 임의 창의 토의 신의
편의 호의 악의 하의 상의 무의 젊은 많은 작은 좋은 싫은 같은 높은 낮은 검은 밝은 짧은 깊은 넓은 없는 있는 하는
되는 얼은 맑은 늦은 묻은 받은 입은 먹은 믿은 않은 남은
"""

ALSO_NAMES = frozenset(_ALSO_NAMES.split())  # names of firms and products that are everyday words too
IN_ANY_TEXT = frozenset(_IN_ANY_TEXT.split())
LIKE_PARTICLES = tuple(_LIKE_PARTICLES.split())  # words end so without a particle
