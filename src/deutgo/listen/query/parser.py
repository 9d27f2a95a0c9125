"""From a query string to its tree: NOT binds first, then NEAR, then AND (also side by side), then OR."""

from deutgo.listen.query.fields import BY_NAME, MEDIA, read_condition
from deutgo.listen.query.lexer import Kind, Lexer, Piece, proximity
from deutgo.listen.query.traps import refuse
from deutgo.listen.query.tree import (
    And,
    Field,
    Near,
    Node,
    Not,
    Note,
    Or,
    Phrase,
    Prefix,
    Query,
    Sentence,
    Term,
    Within,
    holds_on_nothing,
)

MAX_DEPTH = 100
MAX_CHAIN = 20
DEFAULT_DISTANCE = 5
MAX_DISTANCE = 1_000
_OPERAND_STARTS = frozenset({Kind.OPEN, Kind.NOT, Kind.WORD, Kind.PHRASE, Kind.CASED, Kind.FIELD, Kind.PART})


def parse_query(text: str) -> Query:
    """Read a query; raises `BadQuery` with the place and the reason when it cannot be asked.

    >>> parse_query('환불 -배송').tree.children[0].text
    '환불'
    """
    lexer = Lexer(text)
    pieces = lexer.cut()
    if not pieces:
        raise refuse("empty", (0, len(text)))
    parser = _Parser(text, pieces, lexer.notes)
    tree = parser.alternatives()
    if parser.here is not None:
        raise refuse("unbalanced_bracket", parser.here.span, sign=parser.here.text)
    if holds_on_nothing(tree):
        raise refuse("exclusion_only", (0, len(text)))
    return Query(text=text, tree=tree, notes=tuple(parser.notes))


class _Parser:
    def __init__(self, text: str, pieces: list[Piece], notes: list[Note]) -> None:
        self.text, self.pieces, self.notes = text, pieces, notes
        self.at = 0
        self.depth = 0
        self.bracketed: set[int] = set()  # ids of nodes that stand in their own brackets

    @property
    def here(self) -> Piece | None:
        return self.pieces[self.at] if self.at < len(self.pieces) else None

    def _take(self, kind: Kind) -> Piece | None:
        piece = self.here
        if piece is not None and piece.kind is kind:
            self.at += 1
            return piece
        return None

    def alternatives(self) -> Node:
        """Read `a OR b OR …`."""
        children = [self.together()]
        while self._take(Kind.OR):
            children.append(self.together())
        if len(children) == 1:
            return children[0]
        for child in children:
            if isinstance(child, And) and id(child) not in self.bracketed:
                start, end = child.span
                better = f"{self.text[:start]}({self.text[start:end]}){self.text[end:]}"
                self.notes.append(Note(code="mixed_precedence", span=child.span, suggestion=better))
                break
        return Or(children=_flat(Or, children), span=_around(children))

    def together(self) -> Node:
        """Read `a AND b c NOT d …`."""
        children = [self.nearby()]
        while True:
            piece = self.here
            if self._take(Kind.AND):
                children.append(self.nearby())
            elif piece is not None and piece.kind in _OPERAND_STARTS:
                after = self.nearby()
                if piece.kind is not Kind.NOT:
                    span = (children[-1].span[0], after.span[1])
                    place = piece.span[0]
                    better = f"{self.text[:place]}AND {self.text[place:]}"
                    self.notes.append(Note(code="adjacency", span=span, suggestion=better))
                children.append(after)
            else:
                break
        if len(children) == 1:
            return children[0]
        return And(children=_flat(And, children), span=_around(children))

    def nearby(self) -> Node:
        """Read `a NEAR/3 b ONEAR/2 c …`, from the left."""
        left = self.excluded()
        links = 0
        while operator := self._take(Kind.NEAR):
            links += 1
            if links > MAX_CHAIN:
                raise refuse("too_deep", operator.span, limit=str(MAX_CHAIN))
            right = self.excluded()
            left = self._near(operator, left, right)
        return left

    def _near(self, operator: Piece, left: Node, right: Node) -> Node:
        for side in (left, right):
            if not _has_place(side):
                raise refuse("near_operand", side.span, word=operator.text)
        kind, distance = proximity(operator.text)
        span = (left.span[0], right.span[1])
        if kind == "sentence":
            return Sentence(left=left, right=right, span=span)
        if distance is None:
            start, end = operator.span
            better = f"{self.text[:end]}/{DEFAULT_DISTANCE}{self.text[end:]}"
            self.notes.append(Note(code="near_without_distance", span=(start, end), suggestion=better))
            distance = DEFAULT_DISTANCE
        if distance > MAX_DISTANCE:
            raise refuse("near_too_far", operator.span, limit=str(MAX_DISTANCE))
        return Near(left=left, right=right, distance=distance, ordered=kind == "onear", span=span)

    def excluded(self) -> Node:
        """Read any number of NOT, then what they exclude."""
        negations: list[Piece] = []
        while piece := self._take(Kind.NOT):
            negations.append(piece)
        node = self.operand(negations[-1] if negations else None)
        if not negations:
            return node
        if len(negations) % 2 == 0:
            return node
        return Not(child=node, span=(negations[0].span[0], node.span[1]))

    def operand(self, before: Piece | None) -> Node:
        """Read a bracket, a word, a phrase or a field."""
        piece = self.here
        if piece is None or piece.kind not in _OPERAND_STARTS:
            raise self._missing(piece, before)
        self.at += 1
        if piece.kind is Kind.OPEN:
            return self._bracket(piece)
        if piece.kind is Kind.PART:
            child = self.operand(piece)
            return Within(part=piece.name, child=child, span=(piece.span[0], child.span[1]))
        if piece.kind is Kind.FIELD:
            return _field(piece)
        if piece.kind is Kind.CASED:
            return Phrase(text=piece.text, cased=True, span=piece.span)
        if piece.kind is Kind.PHRASE:
            return _phrase(piece)
        return _word(piece)

    def _missing(self, piece: Piece | None, before: Piece | None) -> Exception:
        previous = before or (self.pieces[self.at - 1] if self.at else None)
        if previous is not None and previous.kind is Kind.OPEN and piece is not None:
            return refuse("empty_bracket", (previous.span[0], piece.span[1]))
        if piece is not None and piece.kind is Kind.CLOSE and previous is None:
            return refuse("unbalanced_bracket", piece.span, sign=piece.text)
        if previous is not None and previous.kind is Kind.OPEN:
            return refuse("unbalanced_bracket", previous.span, sign=previous.text)
        culprit = previous if previous is not None and previous.kind not in (Kind.CLOSE,) else piece
        assert culprit is not None
        if piece is not None and piece.kind in (Kind.AND, Kind.OR, Kind.NEAR):
            culprit = piece
        return refuse("missing_operand", culprit.span, word=culprit.text)

    def _bracket(self, opening: Piece) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise refuse("too_deep", opening.span, limit=str(MAX_DEPTH))
        node = self.alternatives()
        closing = self._take(Kind.CLOSE)
        if closing is None:
            raise refuse("unbalanced_bracket", opening.span, sign=opening.text, suggestion=self.text + ")")
        self.depth -= 1
        self.bracketed.add(id(node))
        return node


def _around(children: list[Node]) -> tuple[int, int]:
    return children[0].span[0], children[-1].span[1]


def _flat(kind: type[And] | type[Or], children: list[Node]) -> tuple[Node, ...]:
    flat: list[Node] = []
    for child in children:
        if isinstance(child, kind):
            flat.extend(child.children)
        else:
            flat.append(child)
    return tuple(flat)


def _has_place(node: Node) -> bool:
    """Tell whether a node names places in the text, so that a distance can be measured."""
    if isinstance(node, Term | Phrase | Prefix | Near | Sentence):
        return True
    if isinstance(node, Or):
        return all(_has_place(child) for child in node.children)
    return isinstance(node, Field) and node.name == "alias"


def _phrase(piece: Piece) -> Node:
    if not piece.name:
        return Phrase(text=piece.text, span=piece.span)
    words = [Term(text=word, span=piece.span) for word in piece.text.split()]
    node: Node = words[0]
    for word in words[1:]:
        node = Near(left=node, right=word, distance=int(piece.name), span=piece.span)
    return node


def _word(piece: Piece) -> Node:
    text = piece.text
    if "*" not in text:
        return Term(text=text, span=piece.span)
    stem = text.rstrip("*")
    if not stem or stem.startswith("*"):
        raise refuse("leading_wildcard", piece.span, word=text, suggestion=stem.strip("*") or None)
    if "*" in stem:
        raise refuse("inner_wildcard", piece.span, word=text)
    return Prefix(text=stem, span=piece.span)


def _field(piece: Piece) -> Node:
    spec = BY_NAME[piece.name.lower()]
    if spec.kind == "cased":
        return Phrase(text=piece.text, cased=True, span=piece.span)
    if spec.kind == "alias":
        return Field(name="alias", operator="=", values=(piece.text,), span=piece.span)
    condition = read_condition(spec, piece.text)
    if condition is None:
        known = ", ".join(spec.values)
        if spec.kind == "type" and piece.text.strip().lower() in MEDIA:
            raise refuse("medium_not_told", piece.span, value=piece.text, known=known)
        raise refuse("bad_value", piece.span, name=piece.name, value=piece.text, known=known)
    operator, values, upper = condition
    return Field(name=spec.name, operator=operator, values=values, upper=upper, span=piece.span)
