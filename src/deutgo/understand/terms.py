"""What a bare term stands for: the index tokens that any inflection of the word leaves in a document."""

from functools import lru_cache

from deutgo.understand.beginnings import is_phrase_name
from deutgo.understand.document import eojeols_of
from deutgo.understand.kinds import PREDICATE, SIGN, kind_of
from deutgo.understand.lexeme import LONGEST, fold, word
from deutgo.understand.morphemes import Token, analyse
from deutgo.understand.repairs import VARIANTS, is_noun, respelt_end
from deutgo.understand.words import is_jamo, squeeze_jamo, without_joiners, words_of


@lru_cache(maxsize=100_000)
def tokens_of(term: str) -> tuple[str, ...]:
    """Return the tokens of which a matching document has at least one; empty when the term is no one word.

    A term that holds whitespace or sentence punctuation is not one word and is matched as a phrase.
    """
    folded = fold(term)
    units = list(eojeols_of(folded))
    if len(units) != 1:
        return ()
    form = folded[units[0][0] : units[0][1]]
    if len(form) > LONGEST:
        return ()
    tokens = [word(form)]
    if is_jamo(form):
        return (word(squeeze_jamo(form)),)
    if form[0] in "#@":
        return tuple(tokens)
    if form.isascii():
        return (*tokens, word(plain)) if (plain := without_joiners(form)) != form and plain else tuple(tokens)
    for other in (form, *_readings(form)):
        tokens.append(word(other))
        usual = VARIANTS.get(other) or respelt_end(other)
        if usual is not None:
            tokens.append(word(usual))
    return tuple(dict.fromkeys(tokens))


@lru_cache(maxsize=100_000)
def phrase_breaks(term: str) -> tuple[int, ...] | None:
    """Return where a name that is a phrase may be spaced (배달의 민족); None for any other word."""
    form = fold(term)
    if len(form) < 3 or not all("가" <= char <= "힣" for char in form):
        return None
    tokens = analyse(form)
    if not is_phrase_name(form, tokens, [kind_of(token.tag) for token in tokens]):
        return None
    return tuple(token.end for token in tokens if token.tag == "JKG" and 1 < token.end < len(form))


def _readings(form: str) -> list[str]:
    """Return the dictionary forms of an inflected term: 느린 → 느리다, 삼성은 → 삼성."""
    morphemes = analyse(form)
    while morphemes and kind_of(morphemes[-1].tag) == SIGN:
        morphemes.pop()
    kinds = [kind_of(token.tag) for token in morphemes]
    if not morphemes or "F" not in kinds + ["F"] * ("D" in kinds or PREDICATE in kinds):
        return []
    if morphemes[-1].tag in ("EC", "EF") and is_noun(form):
        return []  # who looks for 하자 or 보고 means the noun, not every 하다 and 보다
    found = [made for at, made in words_of(form, morphemes) if at == 0]
    if PREDICATE in kinds or "D" in kinds:
        verbs = [made for made in found if made.endswith("다") and made != form]
        return [max(verbs, key=len)] if verbs else []
    return _without_particles(form, morphemes, kinds)


def _without_particles(form: str, morphemes: list[Token], kinds: list[str]) -> list[str]:
    first = kinds.index("F")
    if "".join(kinds[first:]).strip("F") or any(
        token.tag not in ("NNG", "NNP") for token in morphemes[:first]
    ):
        return []
    stem = form[: morphemes[first].start]
    return [stem] if len(stem) > 1 else []
