"""Reads an expression into a tree. There is no way from here to Python: names are columns.

    if(days_late > 0, as_of - days_late, null)
    coalesce(mobile, phones.number)
    balance + interest >= 0 and not `Product Code` in ('X', 'Y')

Weakest to strongest: or, and, not, comparison / in / is null, + -, * /, unary minus.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

CHARACTERS_MAX = 2_000
TOKENS_MAX = 400
DEPTH_MAX = 30


class ExpressionError(ValueError):
    """The expression can't be read; the message shows the place."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, truth or null written in the expression."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the row, or of a joined source (`source`)."""

    name: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day the files speak of."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is given."""

    function: str
    given: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`not x` or `-x`."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands of an operator: or and = != < <= > >= + - * /."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class In:
    """`x in (a, b)`."""

    operand: Node
    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class IsNull:
    """`x is null`."""

    operand: Node


Node = Literal | Field | AsOf | Call | Unary | Binary | In | IsNull

TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?)
    | (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
    | (?P<quoted>`[^`]+`)
    | (?P<name>[^\W\d]\w*)
    | (?P<operator><=|>=|!=|<>|==|[-+*/=<>(),.])
    )""",
    re.VERBOSE,
)
WORDS = {"and", "or", "not", "in", "is", "null", "true", "false", "as_of"}
COMPARISONS = {"=", "==", "!=", "<>", "<", "<=", ">", ">="}
SAME = {"==": "=", "<>": "!="}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: kind number, text, name, word, operator or end."""

    kind: str
    text: str
    at: int


def parse(text: str) -> Node:
    """The tree of an expression. Raises ExpressionError with the place of the mistake."""
    if len(text) > CHARACTERS_MAX:
        raise ExpressionError(
            _("the expression is longer than %(limit)s characters") % {"limit": CHARACTERS_MAX}
        )
    return _Parser(text).whole()


def fields(node: Node, leave_out: Collection[str] = ()) -> Iterator[Field]:
    """All columns an expression reads, in order of appearance, repeats included.

    What is given to the functions `leave_out` is left out, and so is a code table's name.
    """
    match node:
        case Field():
            yield node
        case Call(function=name) if name in leave_out:
            return
        case Call(function=name, given=given):
            for item in given[1:] if name == "code" else given:
                yield from fields(item, leave_out)
        case Unary(operand=operand) | IsNull(operand=operand):
            yield from fields(operand, leave_out)
        case Binary(left=left, right=right):
            yield from fields(left, leave_out)
            yield from fields(right, leave_out)
        case In(operand=operand, options=options):
            for item in (operand, *options):
                yield from fields(item, leave_out)


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionError(_place(text, start, _("can't be read from here")))
        kind, value = match.lastgroup, match[match.lastgroup]
        if kind == "name" and value.lower() in WORDS:
            kind, value = "word", value.lower()
        elif kind == "quoted":
            kind, value = "name", value[1:-1]
        elif kind == "text":
            value = value[1:-1].replace(value[0] * 2, value[0])
        found.append(Token(kind, value, match.start(match.lastgroup)))
        at = match.end()
    if len(found) > TOKENS_MAX:
        raise ExpressionError(_("the expression is too long; compute a part in another column"))
    return [*found, Token("end", "", len(text))]


def _place(text: str, at: int, message: str) -> str:
    return f"{message}: {text[:at]}▸{text[at:]}"


class _Parser:
    """Recursive descent, one method per strength of binding."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.next = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.any_of()
        if self.token.kind != "end":
            raise self.error(_("expected the end or an operator"))
        return node

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def error(self, message: str) -> ExpressionError:
        return ExpressionError(_place(self.text, self.token.at, message))

    def take(self, kind: str, *texts: str) -> Token | None:
        token = self.token
        if token.kind == kind and (not texts or token.text in texts):
            self.next += 1
            return token
        return None

    def expect(self, text: str) -> None:
        if not self.take("operator", text):
            raise self.error(_("expected %(text)s") % {"text": text})

    def any_of(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise self.error(_("is nested too deeply"))
        node = self.all_of()
        while self.take("word", "or"):
            node = Binary("or", node, self.all_of())
        self.depth -= 1
        return node

    def all_of(self) -> Node:
        node = self.negation()
        while self.take("word", "and"):
            node = Binary("and", node, self.negation())
        return node

    def negation(self) -> Node:
        turned = False
        while self.take("word", "not"):
            turned = not turned
        node = self.comparison()
        return Unary("not", node) if turned else node

    def comparison(self) -> Node:
        node = self.sum()
        if self.take("word", "is"):
            turned = self.take("word", "not")
            if not self.take("word", "null"):
                raise self.error(_("expected null after `is`"))
            return Unary("not", IsNull(node)) if turned else IsNull(node)
        turned = self.take("word", "not")
        if self.take("word", "in"):
            self.expect("(")
            found = In(node, self.given())
            return Unary("not", found) if turned else found
        if turned:
            raise self.error(_("expected `in` after `not`"))
        if token := self.take("operator", *COMPARISONS):
            return Binary(SAME.get(token.text, token.text), node, self.sum())
        return node

    def sum(self) -> Node:
        node = self.product()
        while token := self.take("operator", "+", "-"):
            node = Binary(token.text, node, self.product())
        return node

    def product(self) -> Node:
        node = self.signed()
        while token := self.take("operator", "*", "/"):
            node = Binary(token.text, node, self.signed())
        return node

    def signed(self) -> Node:
        turned = False
        while self.take("operator", "-"):
            turned = not turned
        node = self.single()
        return Unary("-", node) if turned else node

    def single(self) -> Node:
        if token := self.take("number"):
            return Literal(Decimal(token.text))
        if token := self.take("text"):
            return Literal(token.text)
        if token := self.take("word", "null", "true", "false", "as_of"):
            constants: dict[str, Node] = {"null": Literal(None), "as_of": AsOf()}
            return constants.get(token.text, Literal(token.text == "true"))
        if self.take("operator", "("):
            node = self.any_of()
            self.expect(")")
            return node
        if token := self.take("name"):
            return self.named(token)
        raise self.error(_("expected a column, a number, a text in quotes or a function"))

    def named(self, token: Token) -> Node:
        written = self.text[token.at]
        if written != "`" and self.take("operator", "("):
            return Call(token.text.lower(), self.given())
        if self.take("operator", "."):
            inner = self.take("name")
            if inner is None:
                raise self.error(_("expected a column after the dot"))
            return Field(inner.text, token.text)
        return Field(token.text)

    def given(self) -> tuple[Node, ...]:
        """What stands between brackets; the opening one is taken already."""
        if self.take("operator", ")"):
            return ()
        items = [self.any_of()]
        while self.take("operator", ","):
            items.append(self.any_of())
        self.expect(")")
        return tuple(items)
