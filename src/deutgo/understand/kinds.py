"""What part each morpheme plays when words are looked for in an 어절."""

NOMINAL, BOUND, PREFIX, SUFFIX, PREDICATE, DERIVING, FUNCTION, MODIFIER, SIGN = "NBPSVDFMX"
_KIND = {
    **dict.fromkeys(("NNG", "NNP", "NP", "NR", "XR", "SL", "SH", "SN", "UN"), NOMINAL),
    "NNB": BOUND,
    "XPN": PREFIX,
    "XSN": SUFFIX,
    **dict.fromkeys(("VV", "VA", "VX", "VCN"), PREDICATE),
    **dict.fromkeys(("XSV", "XSA", "XSM"), DERIVING),
    **dict.fromkeys(("MAG", "MAJ", "MM", "IC"), MODIFIER),
    "VCP": FUNCTION,
}
JOINERS = frozenset({"SO", "SP", "SW", "SF"})  # between Latin letters they join: K-POP, A/S, C&C
LATIN = frozenset({"SL", "SN"})
# 하다, 되다 and their family make a noun's verb; all are one word to a searcher
LIGHT = frozenset({"하", "되", "받", "당하", "시키", "드리", "안하", "안되"})


def kind_of(tag: str) -> str:
    """Return what part a morpheme plays in finding words."""
    kind = _KIND.get(tag)
    if kind is None:
        kind = _KIND.get(tag.split("-")[0]) or (FUNCTION if tag[0] in "JEZ" else SIGN)
        _KIND[tag] = kind
    return kind
