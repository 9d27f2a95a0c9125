"""Word lists inside patterns, written as words."""


def any_of(*lines: str) -> str:
    """Join space-separated words or sub-patterns into one group; `_` stands for an optional blank.

    >>> any_of("예금주 받는_분")
    '(?:예금주|받는\\\\s?분)'
    """
    return "(?:" + "|".join(" ".join(lines).replace("_", r"\s?").split()) + ")"
