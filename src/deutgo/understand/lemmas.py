"""Dictionary forms of the words that carry meaning, in the order of the text."""

from collections.abc import Sequence

from deutgo.understand.morphemes import Token

_KEPT = ("NNG", "NNP", "NR", "XR", "SL", "SH", "SN", "MAG", "MM", "IC")
_PREDICATES = ("VV", "VA", "VX", "VCN")


def lemmas(tokens: Sequence[Token]) -> list[str]:
    """Return nouns as they are, predicates with 다, and noun or root + 하다 as one word.

    Particles, endings, bound nouns, copulas and signs are left out.

    >>> lemmas([Token("환불", "NNG", 0, 2), Token("하", "XSV", 2, 3), Token("어", "EC", 2, 3)])
    ['환불하다']
    """
    found: list[str] = []
    joined = False  # the last word may still take 하다 or 되다
    for token in tokens:
        tag = token.tag.split("-")[0]
        if tag in _KEPT:
            found.append(token.form)
            joined = tag in ("NNG", "NNP", "XR", "MAG")
        elif tag in ("XSV", "XSA") and joined:
            found[-1] += token.form + "다"
            joined = False
        elif tag in _PREDICATES:
            found.append(token.form + "다")
            joined = False
        elif tag == "XSN" and joined:
            found[-1] += token.form
        else:
            joined = False
    return found
