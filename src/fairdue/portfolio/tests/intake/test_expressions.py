"""Computed columns: what an expression gives, and which rows it rejects."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from fairdue.portfolio.intake.expressions.compile import Compiler
from fairdue.portfolio.intake.expressions.functions import FUNCTIONS
from fairdue.portfolio.intake.expressions.grammar import ExpressionError, Field, parse
from fairdue.portfolio.intake.expressions.values import Kind, RawColumn
from fairdue.portfolio.intake.mapping.formats import Format

AS_OF = date(2026, 3, 31)
ROW = {
    "n": "12.5",
    "m": "-4",
    "zero": "0",
    "none": None,
    "junk": "x1",
    "word": "Gold Card",
    "no": "0042",
    "day": "20260131",
    "flag": "Y",
    "big": "999999999999999",
}
CODES = {"grades": {"A": "good", "B": "bad"}}


def evaluate(text: str, kind: Kind) -> tuple[object, list[str]]:
    """The value of an expression for ROW, and the reasons for which ROW is rejected."""

    def resolve(field: Field) -> RawColumn:
        return RawColumn("s", field.name, field.name, Format(dates=("YYYYMMDD",)))

    compiler = Compiler(resolve, CODES, AS_OF)
    value = compiler.compile(parse(text), kind)
    frame = pl.DataFrame({f"s|{name}": [value] for name, value in ROW.items()}).cast(pl.String)
    frame = frame.with_columns(list(compiler.readings.values()))
    found = frame.with_columns(value.expr.alias("value"))["value"][0]
    issues = [
        issue.reason
        for issue in value.issues
        if frame.with_columns(issue.bad.fill_null(False).alias("bad"))["bad"][0]
    ]
    return found, issues


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n + m * 2", "4.5"),
        ("(n + m) * 2", "17"),
        ("n - -m", "8.5"),
        ("-n", "-12.5"),
        ("n / m", "-3.125"),
        ("n / 3", "4.166667"),
        ("max(n, m, 20)", "20"),
        ("min(n, none)", "12.5"),
        ("coalesce(none, m)", "-4"),
        ("abs(m) + ceil(n) + floor(n) + round(n)", "42"),
        ("if(n > 10, 1, 2)", "1"),
        ("if(none > 10, 1, m < 0, 3, 2)", "3"),
        ("if(none = 'x', 1, 2)", "2"),
        ("length(word)", "9"),
        ("number(right(no, 2)) + 1", "43"),
        ("number(no)", "42"),
        ("year(day) * 100 + month(day)", "202601"),
        ("day(day)", "31"),
        ("as_of - day", "59"),
        ("days_between(day, as_of)", "59"),
        ("0.1 + 0.2", "0.3"),
        ("none + 1", None),
    ],
)
def test_numbers_are_exact(text: str, expected: str | None) -> None:
    value, issues = evaluate(text, Kind.NUMBER)
    assert value == (None if expected is None else Decimal(expected))
    assert issues == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("word", "Gold Card"),
        ("left(word, 4)", "Gold"),
        ("right(word, 4)", "Card"),
        ("substring(word, 6, 2)", "Ca"),
        ("upper(concat(word, '-', no))", "GOLD CARD-0042"),
        ("concat(word, none)", "Gold Card"),
        ("replace(lower(word), ' ', '_')", "gold_card"),
        ("digits('a1-b2')", "12"),
        ("pad_left(text(n), 6, '0')", "0012.5"),
        ("text(100)", "100"),
        ("text(n * 2)", "25"),
        ("trim('  x ')", "x"),
        ("code(grades, 'A')", "good"),
        ("code(grades, word, 'other')", "other"),
        ("'it''s'", "it's"),
    ],
)
def test_texts(text: str, expected: str) -> None:
    assert evaluate(text, Kind.TEXT) == (expected, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day", date(2026, 1, 31)),
        ("as_of - 30", date(2026, 3, 1)),
        ("as_of - n", date(2026, 3, 19)),
        ("day + 1", date(2026, 2, 1)),
        ("add_months(day, 1)", date(2026, 2, 28)),
        ("end_of_month(add_months(as_of, -1))", date(2026, 2, 28)),
        ("if(m > 0, as_of - m, null)", None),
        ("date('2026-02-03')", date(2026, 2, 3)),
        ("date(concat('05', '.', '12', '.2025'), 'DD.MM.YYYY')", date(2025, 12, 5)),
        ("min(day, as_of)", date(2026, 1, 31)),
    ],
)
def test_dates(text: str, expected: date | None) -> None:
    assert evaluate(text, Kind.DATE) == (expected, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n > 12 and m < 0", True),
        ("n > 13 or not m < 0", False),
        ("word in ('Gold Card', 'x')", True),
        ("word not in ('Gold Card', 'x')", False),
        ("n in (12.5, 1)", True),
        ("none is null and n is not null", True),
        ("date(day) < '2026-02-01'", True),
        ("day <= as_of", True),
        ("flag", True),
        ("starts_with(word, 'Go') and ends_with(word, 'd') and contains(word, 'ld C')", True),
        ("word = no", False),
        ("none = 'x'", None),
    ],
)
def test_truths(text: str, expected: bool | None) -> None:
    assert evaluate(text, Kind.TRUTH) == (expected, [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("junk + 1", "is not a number like 1234.56"),
        ("n / zero", "division by zero"),
        ("big * big * big", "the product is too large"),
        ("number(word)", "is not a number like 1234.56"),
        ("number(code(grades, word))", "is not in the code table; known codes are: A, B"),
        ("if(zero = 1, 1, junk)", "is not a number like 1234.56"),
        ("coalesce(none, junk)", "is not a number like 1234.56"),
    ],
)
def test_what_cannot_be_computed_rejects_the_row(text: str, reason: str) -> None:
    value, issues = evaluate(text, Kind.NUMBER)
    assert issues == [reason]
    assert value is None


@pytest.mark.parametrize(
    "text",
    ["if(zero = 0, 1, junk)", "coalesce(n, junk)", "if(zero != 0 and junk > 1, 1, 2)"],
)
def test_what_is_not_used_rejects_nothing(text: str) -> None:
    assert evaluate(text, Kind.NUMBER)[1] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("__import__('os')", "is not known here"),
        ("n.__class__", None),
        ("n + 'a'", "write number(…)"),
        ("word < 'no'", "texts have no order"),
        ("if(n > 1, 2)", "in pairs"),
        ("left(word)", "takes 2 arguments, not 1"),
        ("code(nothing, word)", "'nothing' is not known here; known are: grades"),
        ("max()", "needs arguments"),
        ("date(word, 'YY')", "is no date format"),
        ("n +", "expected a column"),
        ("n n", "expected the end"),
        ("n ; m", "can't be read from here: n ▸; m"),
        ("(" * 40 + "n" + ")" * 40, "nested too deeply"),
        ("+".join(["n"] * 300), "too long"),
    ],
)
def test_there_is_no_way_out_of_the_language(text: str, says: str | None) -> None:
    if says is None:
        assert parse(text) == Field("__class__", "n")
        return
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, Kind.NUMBER if "word <" not in text else Kind.TRUTH)
    assert says in str(caught.value)


def test_a_pseudonym_is_the_same_for_the_same_and_shows_nothing() -> None:
    first, _issues = evaluate("pseudonym(word)", Kind.TEXT)
    assert first == evaluate("pseudonym('Gold Card')", Kind.TEXT)[0]
    assert first != evaluate("pseudonym(no)", Kind.TEXT)[0]
    assert evaluate("pseudonym(none)", Kind.TEXT)[0] is None
    assert re.fullmatch("[0-9a-f]{32}", str(first))


def test_every_function_is_tried_here() -> None:
    source = __import__("pathlib").Path(__file__).read_text()
    assert [name for name in FUNCTIONS if f"{name}(" not in source] == []
