"""Words that tell a private person's name from every other word of two to four syllables.

The lists (`words/*.txt`) are our own. Public persons and characters are listed because what is said about
them in public is not masked; no such list is complete, so the weak rules also look for a stage or an office
beside the name.
"""

from importlib.resources import files


def _words(name: str) -> frozenset[str]:
    return frozenset((files(__package__) / "words" / f"{name}.txt").read_text(encoding="utf-8").split())


SURNAMES = "".join(sorted(_words("surnames")))
COMMON_SURNAMES = "김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노"
DOUBLE_SURNAMES = ("남궁", "황보", "제갈", "선우", "독고", "사공", "서문")
GIVEN = _words("given_syllables")
PLAIN_GIVEN = _words("given_pairs")  # usual given names that count without a surname
ORDINARY_PAIRS = _words("ordinary_pairs")  # a surname and a syllable that begin another word
PUBLIC = _words("public_persons") | _words("stage_persons")


def _spared() -> frozenset[str]:
    """Words that Kiwi reads as ordinary, though others bear such a name (강도윤)."""
    pairs = PLAIN_GIVEN | {name[1:] for name in PUBLIC if len(name) == 3}
    particles = "이은는도로만의가면라인하해지리기대전나다모서어"
    return frozenset(
        word
        for word in _words("ordinary")
        if word[0] in COMMON_SURNAMES and word[1:] in pairs and word[-1] not in particles
    )


NOT_NAMES = (_words("ordinary") - _spared()) | _words("not_names")
