"""How a report is laid out to be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fairdue.reporting import catalogue
from fairdue.reporting.columns import DESTINATIONS
from fairdue.reporting.exports.reading import Reading, reading
from fairdue.reporting.figure import Family, Figure, Span
from fairdue.reporting.rules.comparing import Change
from fairdue.reporting.topics import HEADLINES, TOPICS, in_order

MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
FIGURES = tuple(Figure(each, MARCH, 3, 10, "CNY", (), 2.0) for each in catalogue.CATALOGUE.values())


def matrix(*rows: tuple[int, ...]) -> list[Figure]:
    """Figures of a roll matrix, a row for each bucket from M0 on."""
    return [
        Figure(
            catalogue.ROLL_BY_COUNT,
            MARCH,
            number,
            sum(row),
            "CNY",
            (("bucket", str(bucket)), ("to", to)),
        )
        for bucket, row in enumerate(rows)
        for to, number in zip(DESTINATIONS, (*row, *[0] * len(DESTINATIONS)), strict=False)
    ]


def laid_out(figures: list[Figure], **others: list[Figure]) -> Reading:
    return reading(figures, others.get("earlier", []), others.get("later", []), 0.95, "en")


def test_every_family_is_in_one_topic() -> None:
    families = [family for topic in TOPICS for family in topic.families]
    assert sorted(families) == sorted(Family)


def test_headlines_are_figures_of_the_catalogue() -> None:
    assert set(HEADLINES) <= set(catalogue.CATALOGUE)


@given(st.permutations(FIGURES))
def test_headlines_come_first_and_nothing_is_lost(figures: list[Figure]) -> None:
    found = laid_out(figures)
    assert [line.key for line in found.headlines] == list(HEADLINES)
    assert sorted(line.key for line in found.lines) == sorted(f.definition.key for f in figures)
    keys = [each.definition.key for each in in_order(figures)]
    assert keys[: len(HEADLINES)] == list(HEADLINES)
    others = [f.definition.key for f in figures if f.definition.key not in HEADLINES]
    assert keys[len(HEADLINES) :] == others


def test_a_matrix_is_a_table_with_a_row_for_each_bucket() -> None:
    [chapter] = laid_out(matrix((90, 10), (5, 5))).chapters
    [table] = chapter.tables
    assert table.matrix
    assert table.head[1:4] == ("M0", "M1", "M2")
    assert [label for label, _ in table.rows] == ["M0", "M1"]
    first = table.rows[0][1]
    assert [(cell.value, cell.parts, cell.depth) for cell in first[:2]] == [
        ("90.0%", "90", 4),
        ("10.0%", "10", 1),
    ]
    assert [cell.nothing for cell in first] == [False, False, *[True] * 8]
    assert not laid_out([]).chapters


def test_what_was_corrected_stands_in_its_cell() -> None:
    figures = matrix((90, 10))
    [table] = laid_out(figures, later=[replace(figures[0], numerator=91)]).chapters[0].tables
    assert table.rows[0][1][0].now == "91.0% (91 ÷ 100)"
    assert table.rows[0][1][1].now == ""
    assert table.corrected == 1


def test_a_change_is_said_where_both_values_are_known() -> None:
    rate = Figure(catalogue.CONNECT_RATE, MARCH, 600, 1_000)
    rose = laid_out([rate], earlier=[replace(rate, numerator=400)]).lines[0]
    assert (rose.change, rose.verdict, rose.earlier) == (Change.ROSE, "rose", "40.0%")
    unknown = laid_out([rate], earlier=[replace(rate, denominator=0)]).lines[0]
    assert (unknown.verdict, unknown.earlier) == ("", "–")
    assert laid_out([rate]).lines[0].earlier == ""


def test_a_list_says_which_share_each_part_is() -> None:
    part = Figure(catalogue.ACCOUNTS_BY_BUCKET, MARCH, 1, 4, "CNY", (("bucket", "1"),))
    [table] = laid_out([part]).chapters[0].tables
    assert table.head == ("Part", "Value", "Share")
    assert [(label, row[0].value, row[0].parts) for label, row in table.rows] == [
        ("M1", "1", "25.0%")
    ]
