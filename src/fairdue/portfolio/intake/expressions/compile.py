"""Turns an expression's tree into a column expression, and the ways in which rows fail it.

Every node is compiled for the kind its place needs, so an issuer's text is read as a number in a
sum and as a date where a date is due. A text that can't be read is an issue of the rows that use
it: in `if(a, b, c)` those of `b` count only where `a` holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import polars as pl
from django.utils.translation import gettext as _

from fairdue.portfolio.intake.expressions import grammar as g
from fairdue.portfolio.intake.expressions.functions import FUNCTIONS, Function
from fairdue.portfolio.intake.expressions.values import (
    NUMBER_TYPE,
    TYPES,
    Issue,
    Kind,
    RawColumn,
    Value,
    not_a,
    parse_date,
    parse_number,
    parse_truth,
    parsed,
)
from fairdue.portfolio.intake.mapping.formats import CANONICAL, Format, date_pattern
from fairdue.portfolio.intake.mapping.tree import unknown

SPECIAL = ("if", "coalesce", "min", "max", "code", "text", "number", "date")
PRODUCT_MAX = 1e25
"""Products and quotients beyond this are refused, well before they would overflow."""


@dataclass
class Compiler:
    """Compiles the expressions of one table; keeps each reading of a column once.

    `resolve` finds a column or raises ExpressionError; `codes` are the named code tables.
    """

    resolve: Callable[[g.Field], RawColumn]
    codes: Mapping[str, Mapping[str, str]]
    as_of: date
    readings: dict[str, pl.Expr] = field(default_factory=dict)
    """Columns to add to the frame before anything compiled is evaluated."""

    def compile(self, node: g.Node, want: Kind) -> Value:  # noqa: PLR0911 (one per node)
        """The expression as a column of the wanted kind. Raises ExpressionError."""
        match node:
            case g.Field():
                return self.read(self.resolve(node), want)
            case g.Literal(value=None):
                return Value(want, pl.lit(None, dtype=TYPES[want]))
            case g.Literal(value=value):
                return self._literal(value, want)
            case g.AsOf():
                return _as(Value(Kind.DATE, pl.lit(self.as_of)), want, "as_of")
            case g.Unary(operator="not", operand=operand):
                inner = self.compile(operand, Kind.TRUTH)
                return _as(Value(Kind.TRUTH, inner.expr.not_(), inner.issues), want, "not")
            case g.Unary(operand=operand):
                inner = self.compile(operand, Kind.NUMBER)
                return _as(Value(Kind.NUMBER, -inner.expr, inner.issues), want, "-")
            case g.Binary():
                return self._binary(node, want)
            case g.In(operand=operand, options=options):
                return _as(self._in(operand, options), want, "in")
            case g.IsNull(operand=operand):
                inner = self.compile(operand, self.kind(operand) or Kind.TEXT)
                return _as(Value(Kind.TRUTH, inner.expr.is_null(), inner.issues), want, "is null")
            case g.Call():
                return self._call(node, want)

    def kind(self, node: g.Node) -> Kind | None:  # noqa: PLR0911 (one per node)
        """What an expression is by itself; None for a column, whose place decides."""
        match node:
            case g.Literal(value=value):
                return _literal_kind(value)
            case g.AsOf():
                return Kind.DATE
            case g.Unary(operator=operator):
                return Kind.TRUTH if operator == "not" else Kind.NUMBER
            case g.Binary(operator=("+" | "-") as operator, left=left, right=right):
                return self._sum_kind(operator, left, right)
            case g.Binary(operator=operator):
                return Kind.NUMBER if operator in ("*", "/") else Kind.TRUTH
            case g.In() | g.IsNull():
                return Kind.TRUTH
            case g.Call(function=name, given=given):
                return self._call_kind(name, given)
            case _:
                return None

    def read(self, raw: RawColumn, want: Kind) -> Value:
        """An issuer's column read as a kind; rows whose text is none are an issue."""
        text = pl.col(raw.key)
        if want is Kind.TEXT:
            return Value(want, text, raw=raw)
        name = f"{want.name}#{raw.key}"
        if name not in self.readings:
            self.readings[name] = parsed(raw, want).alias(name)
        bad = text.is_not_null() & pl.col(name).is_null()
        issue = Issue(bad, raw.label, text, not_a(want, raw.format), raw)
        return Value(want, pl.col(name), (issue,), raw)

    def look_up(self, table: Mapping[str, str], inner: Value, otherwise: str | None) -> Value:
        """A code's meaning from a table; unknown codes are an issue without `otherwise`."""
        found = inner.expr.replace_strict(dict(table), default=None, return_dtype=pl.String)
        if otherwise is not None:
            found = pl.when(inner.expr.is_not_null()).then(found.fill_null(pl.lit(otherwise)))
            return Value(Kind.TEXT, found, inner.issues, inner.raw)
        known = ", ".join(list(table)[:20])
        bad = inner.expr.is_not_null() & found.is_null()
        reason = _("is not in the code table; known codes are: %(known)s") % {"known": known}
        label = inner.raw.label if inner.raw else "code()"
        issue = Issue(bad, label, inner.expr, reason, inner.raw)
        return Value(Kind.TEXT, found, (*inner.issues, issue), inner.raw)

    def convert_text(self, value: Value, want: Kind) -> Value:
        """A text read as another kind by our own notation (a point, ISO dates, yes and no)."""
        if value.kind is want:
            return value
        name = f"{want.name}#code#{len(self.readings)}"
        expr = {
            Kind.NUMBER: parse_number(value.expr, CANONICAL),
            Kind.DATE: parse_date(value.expr, CANONICAL.dates),
            Kind.TRUTH: parse_truth(value.expr, CANONICAL),
        }[want]
        self.readings[name] = expr.alias(name)
        bad = value.expr.is_not_null() & pl.col(name).is_null()
        label = value.raw.label if value.raw else "code()"
        issue = Issue(bad, label, value.expr, not_a(want, CANONICAL), value.raw)
        return Value(want, pl.col(name), (*value.issues, issue), value.raw)

    def _literal(self, value: Decimal | str | bool | None, want: Kind) -> Value:
        if isinstance(value, str) and want is Kind.DATE:
            return Value(want, pl.lit(_iso(value)))
        found = Value(
            _literal_kind(value) or want,
            pl.lit(value, dtype=NUMBER_TYPE) if isinstance(value, Decimal) else pl.lit(value),
        )
        return _as(found, want, str(value))

    def _binary(self, node: g.Binary, want: Kind) -> Value:
        if node.operator in ("and", "or"):
            return _as(self._logic(node), want, node.operator)
        if node.operator in ("*", "/"):
            return _as(self._product(node), want, node.operator)
        if node.operator in ("+", "-"):
            return self._sum(node, want)
        return _as(self._compare(node), want, node.operator)

    def _logic(self, node: g.Binary) -> Value:
        left = self.compile(node.left, Kind.TRUTH)
        right = self.compile(node.right, Kind.TRUTH)
        both = node.operator == "and"
        expr = left.expr & right.expr if both else left.expr | right.expr
        reached = left.expr.fill_null(True) if both else left.expr.fill_null(False).not_()
        issues = tuple(issue.when(reached) for issue in right.issues)
        return Value(Kind.TRUTH, expr, left.issues + issues)

    def _compare(self, node: g.Binary) -> Value:
        ordered = node.operator not in ("=", "!=")
        kind = self.kind(node.left) or self.kind(node.right)
        kind = kind or (Kind.NUMBER if ordered else Kind.TEXT)
        if Kind.DATE in (self.kind(node.left), self.kind(node.right)):
            kind = Kind.DATE  # the other side may be a text such as '2026-01-31'
        left, right = self.compile(node.left, kind), self.compile(node.right, kind)
        if kind is Kind.TEXT and ordered:
            raise g.ExpressionError(
                _("texts have no order here; write number(…) or date(…) around %(operator)s")
                % {"operator": node.operator}
            )
        expr = {
            "=": left.expr == right.expr,
            "!=": left.expr != right.expr,
            "<": left.expr < right.expr,
            "<=": left.expr <= right.expr,
            ">": left.expr > right.expr,
            ">=": left.expr >= right.expr,
        }[node.operator]
        return Value(Kind.TRUTH, expr, left.issues + right.issues)

    def _in(self, operand: g.Node, options: tuple[g.Node, ...]) -> Value:
        kinds = [self.kind(option) for option in options]
        kind = self.kind(operand) or next((kind for kind in kinds if kind), Kind.TEXT)
        inner = self.compile(operand, kind)
        values = [self.compile(option, kind) for option in options]
        found = pl.any_horizontal([inner.expr == value.expr for value in values])
        expr = pl.when(inner.expr.is_not_null()).then(found)
        issues = tuple(issue for value in values for issue in value.issues)
        return Value(Kind.TRUTH, expr, inner.issues + issues)

    def _product(self, node: g.Binary) -> Value:
        left, right = self.compile(node.left, Kind.NUMBER), self.compile(node.right, Kind.NUMBER)
        first, second = left.expr.cast(pl.Float64), right.expr.cast(pl.Float64)
        times = node.operator == "*"
        size = (first * second if times else first / second).abs()
        possible = size < PRODUCT_MAX  # false for division by zero, which is infinite or NaN
        usable = pl.when(possible.fill_null(False) & size.is_not_nan()).then(right.expr)
        expr = left.expr * usable if times else left.expr / usable
        bad = left.expr.is_not_null() & right.expr.is_not_null() & usable.is_null()
        shown = pl.concat_str(left.expr, pl.lit(f" {node.operator} "), right.expr)
        reason = _("the product is too large") if times else _("division by zero")
        issue = Issue(bad, node.operator, shown, reason)
        return Value(Kind.NUMBER, expr, (*left.issues, *right.issues, issue))

    def _sum_kind(self, operator: str, left: g.Node, right: g.Node) -> Kind | None:
        first, second = self.kind(left), self.kind(right)
        if operator == "-" and first is Kind.DATE:
            return {Kind.NUMBER: Kind.DATE, Kind.DATE: Kind.NUMBER}.get(second or Kind.TEXT)
        if operator == "+" and first is Kind.DATE:
            return Kind.DATE
        if operator == "-" and second is Kind.DATE:
            return Kind.NUMBER
        return Kind.NUMBER if first or second else None

    def _sum(self, node: g.Binary, want: Kind) -> Value:
        if want is Kind.DATE:
            left, days = self.compile(node.left, Kind.DATE), self.compile(node.right, Kind.NUMBER)
            shift = pl.duration(days=days.expr.cast(pl.Int64, strict=False))
            expr = left.expr - shift if node.operator == "-" else left.expr + shift
            return Value(want, expr, left.issues + days.issues)
        between = Kind.DATE in (self.kind(node.left), self.kind(node.right))
        if node.operator == "-" and between:
            left, right = self.compile(node.left, Kind.DATE), self.compile(node.right, Kind.DATE)
            days = (left.expr - right.expr).dt.total_days().cast(NUMBER_TYPE)  # type: ignore[assignment]
            return _as(Value(Kind.NUMBER, days, left.issues + right.issues), want, "-")  # type: ignore[arg-type]
        left, right = self.compile(node.left, Kind.NUMBER), self.compile(node.right, Kind.NUMBER)
        expr = left.expr + right.expr if node.operator == "+" else left.expr - right.expr
        return _as(Value(Kind.NUMBER, expr, left.issues + right.issues), want, node.operator)

    def _call_kind(self, name: str, given: tuple[g.Node, ...]) -> Kind | None:
        if name in FUNCTIONS:
            return FUNCTIONS[name].gives
        if name in ("text", "code"):
            return Kind.TEXT
        if name in ("number", "date"):
            return Kind.NUMBER if name == "number" else Kind.DATE
        branches = _branches(given) if name == "if" else list(given)
        return next((kind for item in branches if (kind := self.kind(item))), None)

    def _call(self, node: g.Call, want: Kind) -> Value:
        name, given = node.function, node.given
        if name in FUNCTIONS:
            return _as(self._function(name, FUNCTIONS[name], given), want, f"{name}()")
        if name not in SPECIAL:
            raise g.ExpressionError(unknown(name, (*SPECIAL, *FUNCTIONS)))
        if not given:
            raise g.ExpressionError(_("%(name)s() needs arguments") % {"name": name})
        if name == "if":
            return self._if(given, want)
        if name == "coalesce":
            return self._coalesce(given, want)
        if name in ("min", "max"):
            values = [self.compile(item, want) for item in given]
            fold = pl.min_horizontal if name == "min" else pl.max_horizontal
            issues = tuple(issue for value in values for issue in value.issues)
            return Value(want, fold([value.expr for value in values]), issues)
        if name == "code":
            return _as(self._code(given), want, "code()")
        return _as(self._convert(name, given), want, f"{name}()")

    def _function(self, name: str, function: Function, given: tuple[g.Node, ...]) -> Value:
        takes = function.takes
        if function.repeats and len(given) > len(takes):
            takes = takes + (takes[-1],) * (len(given) - len(takes))
        if len(given) != len(takes):
            raise g.ExpressionError(
                _("%(name)s() takes %(number)s arguments, not %(given)s")
                % {"name": name, "number": len(takes), "given": len(given)}
            )
        values = [self.compile(item, kind) for item, kind in zip(given, takes, strict=True)]
        issues = tuple(issue for value in values for issue in value.issues)
        return Value(function.gives, function.build(*[value.expr for value in values]), issues)

    def _if(self, given: tuple[g.Node, ...], want: Kind) -> Value:
        if len(given) < 3 or len(given) % 2 == 0:
            raise g.ExpressionError(
                _("if() takes conditions and values in pairs, then the value otherwise")
            )
        result = self.compile(given[-1], want)
        for at in range(len(given) - 3, -1, -2):
            condition = self.compile(given[at], Kind.TRUTH)
            then = self.compile(given[at + 1], want)
            holds = condition.expr.fill_null(False)
            issues = (
                *condition.issues,
                *(issue.when(holds) for issue in then.issues),
                *(issue.when(holds.not_()) for issue in result.issues),
            )
            expr = pl.when(holds).then(then.expr).otherwise(result.expr)
            result = Value(want, expr, issues)
        return result

    def _coalesce(self, given: tuple[g.Node, ...], want: Kind) -> Value:
        values = [self.compile(item, want) for item in given]
        issues: list[Issue] = []
        reached = pl.lit(True)
        for value in values:
            issues += [issue.when(reached) for issue in value.issues]
            reached = reached & value.expr.is_null()
        return Value(want, pl.coalesce([value.expr for value in values]), tuple(issues))

    def _code(self, given: tuple[g.Node, ...]) -> Value:
        table = given[0]
        if not isinstance(table, g.Field) or table.source or len(given) not in (2, 3):
            raise g.ExpressionError(_("write code(table, column) or code(table, column, 'other')"))
        if table.name not in self.codes:
            raise g.ExpressionError(unknown(table.name, self.codes))
        other = given[2] if len(given) == 3 else None
        if other is not None and not (
            isinstance(other, g.Literal) and isinstance(other.value, str)
        ):
            raise g.ExpressionError(_("the last argument of code() must be a text in quotes"))
        inner = self.compile(given[1], Kind.TEXT)
        return self.look_up(self.codes[table.name], inner, str(other.value) if other else None)

    def _convert(self, name: str, given: tuple[g.Node, ...]) -> Value:
        inner, known = given[0], self.kind(given[0])
        if name == "text":
            value = self.compile(inner, known or Kind.TEXT)
            return Value(Kind.TEXT, shown_as_text(value), value.issues)
        want = Kind.NUMBER if name == "number" else Kind.DATE
        if len(given) == 1 and known in (None, want):
            return self.compile(inner, want)
        text = self.compile(inner, Kind.TEXT)
        form = CANONICAL
        if name == "date" and len(given) == 2:
            form = _date_format(given[1])
        elif len(given) != 1:
            raise g.ExpressionError(_("%(name)s() takes one argument") % {"name": name})
        is_number = want is Kind.NUMBER
        expr = parse_number(text.expr, form) if is_number else parse_date(text.expr, form.dates)
        label = text.raw.label if text.raw else f"{name}()"
        bad = text.expr.is_not_null() & expr.is_null()
        issue = Issue(bad, label, text.expr, not_a(want, form), text.raw)
        return Value(want, expr, (*text.issues, issue))


def _as(value: Value, want: Kind, what: str) -> Value:
    """The value, if it is of the wanted kind. Raises ExpressionError saying how to convert."""
    if value.kind is want:
        return value
    advice = {
        Kind.TEXT: _("write text(…)"),
        Kind.NUMBER: _("write number(…)"),
        Kind.DATE: _("write date(…)"),
        Kind.TRUTH: _("write a comparison"),
    }[want]
    raise g.ExpressionError(
        _("%(what)s is of the kind %(kind)s, but %(want)s is needed; %(advice)s")
        % {"what": what, "kind": value.kind.value, "want": want.value, "advice": advice}
    )


def _literal_kind(value: Decimal | str | bool | None) -> Kind | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return Kind.TRUTH
    return Kind.NUMBER if isinstance(value, Decimal) else Kind.TEXT


def _iso(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise g.ExpressionError(
            _("%(text)r is not a date like 2026-01-31") % {"text": text}
        ) from None


def _date_format(node: g.Node) -> Format:
    if not (isinstance(node, g.Literal) and isinstance(node.value, str)):
        raise g.ExpressionError(_("the format of date() must be a text in quotes"))
    try:
        date_pattern(node.value)
    except ValueError:
        raise g.ExpressionError(
            _("%(text)r is no date format; write it with YYYY or YY, MM or MON, and DD")
            % {"text": node.value}
        ) from None
    return replace(CANONICAL, dates=(node.value,))


def _branches(given: tuple[g.Node, ...]) -> list[g.Node]:
    """The values of an if(), without its conditions."""
    return [*given[1:-1:2], *given[-1:]]


def shown_as_text(value: Value) -> pl.Expr:
    """A value as text; numbers without useless zeros."""
    if value.kind is not Kind.NUMBER:
        return value.expr.cast(pl.String)
    text = value.expr.cast(pl.String)
    return text.str.strip_chars_end("0").str.strip_suffix(".")
