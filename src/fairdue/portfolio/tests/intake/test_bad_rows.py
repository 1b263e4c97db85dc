"""A row that is wrong comes back with line, field, value and every reason; the others go in."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairdue.portfolio.tests.intake.issuers import (
    GOOD,
    HEADER,
    PLAIN,
    accounts,
    book,
    filled,
    reasons,
    rejects,
    taken,
    written,
)

PEOPLE = (
    PLAIN.replace("accounts:\n", '  people: {files: "people*"}\naccounts:\n')
    + """
persons:
  from: people
  columns: {customer_ref: cust, name: name, phone_1: phone}
"""
)
ONE_FILE = (
    PLAIN
    + """
persons:
  from: book
  repeats: yes
  columns: {customer_ref: cust, name: name}
"""
)


def test_all_problems_of_a_row_are_listed(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", book("a1,,1.005,x,1.5", *GOOD[1:]))
    settled = taken(PLAIN, file)
    assert rejects(settled) == [
        (2, "cust", None, "is required and missing"),
        (
            2,
            "balance",
            "1.005",
            "has more decimal places than the currency; write `round: yes` if that is meant",
        ),
        (2, "past_due", "x", "is not a number like 1234.56"),
        (2, "cycles", "1.5", "is not a whole number from 0 to 32767"),
    ]
    assert (settled.total.came_in, settled.total.accepted, settled.total.rejected) == (3, 2, 1)


def test_ragged_rows_are_rejected_by_their_line(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", book("a0,c0,1,0", *GOOD, "a9,c9,1,0,0,extra"))
    assert reasons(taken(PLAIN, file)) == {
        2: {"has 4 fields instead of 5"},
        6: {"has 6 fields instead of 5"},
    }


def test_lines_are_the_files_own_despite_blank_ones_and_line_ends_in_quotes(
    tmp_path: Path,
) -> None:
    lines = ["", 'a1,"c\n\n1",1,0,0', "short", "", 'a2,"c""2",2,0,0', "a3,c3,bad,0,0", ""]
    file = written(tmp_path, "a.csv", book(*lines))
    settled = taken(PLAIN, file)
    assert reasons(settled) == {
        6: {"has 1 field instead of 5"},
        9: {"is not a number like 1234.56"},
    }
    assert [row["customer_ref"] for row in accounts(settled)] == ["c\n\n1", 'c"2']
    assert settled.total.came_in == 4


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_any_line_end_and_byte_order_mark(tmp_path: Path, end: str, bom: str) -> None:
    text = bom + book(*GOOD, "a4,c4,bad,0,0").replace("\n", end)
    settled = taken(PLAIN, written(tmp_path, "a.csv", text))
    assert len(accounts(settled)) == 3
    assert list(reasons(settled)) == [5]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "big5"])
def test_encodings_of_chinese(tmp_path: Path, encoding: str) -> None:
    text = PLAIN.replace("sources:", f"format: {{encoding: {encoding}}}\nsources:")
    data = book("上海,張三,1,0,0", "x,y,bad,0,0")
    settled = taken(text, written(tmp_path, "a.csv", data, encoding))
    assert accounts(settled)[0]["account_ref"] == "上海"
    assert list(reasons(settled)) == [3]


def test_a_nul_character_rejects_its_row_only(tmp_path: Path) -> None:
    settled = taken(PLAIN, written(tmp_path, "a.csv", book("a\0,c1,1,0,0", *GOOD[1:])))
    assert reasons(settled) == {2: {"holds a NUL character"}}
    assert settled.total.accepted == 2


def test_blanks_and_null_words_mean_nothing(tmp_path: Path) -> None:
    text = PLAIN.replace("sources:", "format: {nulls: [N/A]}\nsources:")
    settled = taken(text, written(tmp_path, "a.csv", book(" a1 ,c1, 5 ,0, 1", "a2, N/A,5,0,   ")))
    assert accounts(settled)[0]["account_ref"] == "a1"
    assert reasons(settled) == {3: {"is required and missing"}}
    assert len(rejects(settled)) == 2


def test_rows_that_share_a_key_and_differ_are_all_rejected(tmp_path: Path) -> None:
    lines = ["a1,c1,1,0,0", "a2,c2,2,0,0", "a1,c1,3,0,0", "a2,c2,2,0,0"]
    settled = taken(PLAIN, written(tmp_path, "a.csv", book(*lines)))
    assert [row["account_ref"] for row in accounts(settled)] == ["a2"]
    differ = {"the same key stands in several rows that differ; all of them are rejected"}
    assert reasons(settled) == {2: differ, 4: differ, 5: {"repeats an earlier row word for word"}}


def test_keys_are_unique_over_all_files_of_a_source(tmp_path: Path) -> None:
    settled = taken(
        PLAIN,
        written(tmp_path, "a.csv", book(*GOOD)),
        written(tmp_path, "b.csv.gz", book(GOOD[0], "b1,c9,1,0,0")),
    )
    assert settled.total.accepted == 4
    assert settled.rejects.select("file", "line").rows() == [("b.csv.gz", 2)]


def test_rows_out_of_scope_are_rejected_as_such(tmp_path: Path) -> None:
    text = PLAIN.replace("  columns:", "  only: cycles > 0\n  columns:")
    settled = taken(text, written(tmp_path, "a.csv", book(*GOOD)))
    assert reasons(settled) == {2: {"not in scope"}, 4: {"not in scope"}}
    assert settled.total.came_in == 3


def test_an_account_without_its_customer_is_rejected(tmp_path: Path) -> None:
    files = (
        written(tmp_path, "a.csv", book(*GOOD, "a4,c9,1,0,0")),
        written(tmp_path, "people.txt", "cust,name,phone\nc1,张三,1390000\nc2,李四,\nc2,李五,\n"),
    )
    settled = taken(PEOPLE, *files)
    assert [row["account_ref"] for row in accounts(settled)] == ["a1", "a2"]
    found = settled.rejects.filter(source="book").select("line", "reason").rows()
    assert found == [
        (4, "its row among the persons was rejected"),
        (5, "has no row among the persons"),
    ]
    lenient = PEOPLE.replace("  columns:", "  parents_required: no\n  columns:", 1)
    assert len(accounts(taken(lenient, *files))) == 4


def test_several_customers_for_one_account_are_refused_not_guessed(tmp_path: Path) -> None:
    text = (
        PLAIN.replace("accounts:\n", '  links: {files: "link*"}\naccounts:\n')
        .replace("  columns:", "  join: {source: links, match: {acct: acct}}\n  columns:")
        .replace("customer_ref: cust", "customer_ref: links.cust")
    )
    settled = taken(
        text,
        written(tmp_path, "a.csv", book(*GOOD)),
        written(tmp_path, "link.txt", "acct,cust\na1,c1\na1,c2\na2,c1\n"),
    )
    assert [row["account_ref"] for row in accounts(settled)] == ["a2"]
    assert reasons(settled) == {
        2: {"several rows of links have this key; say which one counts by `only`"},
        4: {"has no partner in links"},
    }


def test_customers_may_repeat_in_a_file_of_accounts(tmp_path: Path) -> None:
    lines = ["a1,c1,1,0,0,张三", "a2,c1,2,0,0,张三", "a3,c2,3,0,0,李四", "a4,c2,4,0,0,李五"]
    file = written(tmp_path, "a.csv", book(*lines, header="acct,cust,balance,past_due,cycles,name"))
    settled = taken(ONE_FILE, file)
    assert [row["account_ref"] for row in accounts(settled)] == ["a1", "a2"]
    assert filled(settled.tables["persons"]) == [{"customer_ref": "c1", "name": "张三"}]
    assert (settled.total.came_in, settled.total.rejected) == (4, 2)


def test_checks_of_the_mapping_reject_with_their_own_words(tmp_path: Path) -> None:
    text = (
        PLAIN
        + '  checks:\n    - {that: "past_due <= max(balance, 0)", else: owes less than is late}\n'
    )
    settled = taken(text, written(tmp_path, "a.csv", book(*GOOD, "a4,c4,1,2,1")))
    assert rejects(settled) == [(5, "past_due", "2", "owes less than is late")]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("currency: cust", "c1", "is none of CNY, "),
        ("card_last4: cust", "6222021234567890", "is not four digits"),
        ("product: cust", "p" * 41, "is longer than 40 characters"),
        ("usage: cust", "sometimes", "is none of no_use, "),
        ("suspected_fraud: cust", "maybe", "is none of the words for yes and no"),
        ("credit_limit_minor: cust", "999999999999999", None),
        ("credit_limit_minor: cust", "9999999999999999", "is not a number like"),
        ("opened_on: cust", "0026-01-31", "is not a date like YYYY-MM-DD"),
        ("opened_on: cust", "2026-02-29", "is not a date like YYYY-MM-DD"),
    ],
)
def test_values_our_columns_can_not_hold(
    tmp_path: Path, column: str, value: str, reason: str | None
) -> None:
    text = PLAIN.replace("customer_ref: cust", "customer_ref: acct")
    text = text.replace("    currency: {constant: CNY}\n", "") if "currency" in column else text
    text = text.replace("    account_ref: acct\n", f"    account_ref: acct\n    {column}\n")
    settled = taken(text, written(tmp_path, "a.csv", book(f"a1,{value},1,0,0")))
    found = [found for _line, _field, _value, found in rejects(settled)]
    assert (found == []) if reason is None else found[0].startswith(reason)


PLACES = (
    PLAIN
    + """
persons:
  from: book
  repeats: yes
  columns: {customer_ref: cust, jurisdiction: law, region: state, time_zones: zones}
"""
)


def placed(law: str = "", state: str = "", zones: str = "") -> str:
    return book(f"a1,c1,1,0,0,{law},{state},{zones}", header=f"{HEADER},law,state,zones")


@pytest.mark.parametrize(
    ("row", "field", "value", "says"),
    [
        ({"law": "FR"}, "law", "FR", "is none of CN, US, UK"),
        ({"law": "us"}, "law", "us", "is none of CN, US, UK"),
        ({"state": "x" * 21}, "state", "x" * 21, "is longer than 20 characters"),
        ({"zones": "EST"}, "zones", "EST", "is no time zone of a place"),
        (
            {"zones": "America/New_York America/Gotham"},
            "zones",
            "America/New_York America/Gotham",
            "is no time zone of a place",
        ),
    ],
)
def test_a_law_or_place_that_is_not_known_is_rejected(
    tmp_path: Path, row: dict[str, str], field: str, value: str, says: str
) -> None:
    settled = taken(PLACES, written(tmp_path, "a.csv", placed(**row)))
    ((line, found, shown, reason),) = rejects(settled)
    assert (line, found, shown) == (2, field, value) and reason.startswith(says)
    assert settled.tables["persons"].is_empty() and settled.tables["accounts"].is_empty()


def test_the_same_evidence_of_place_makes_the_same_text_in_any_order(tmp_path: Path) -> None:
    row = placed("US", "US-TN", "America/New_York  America/Chicago America/New_York")
    (person,) = filled(taken(PLACES, written(tmp_path, "a.csv", row)).tables["persons"])
    assert person == {
        "customer_ref": "c1",
        "jurisdiction": "US",
        "region": "US-TN",
        "time_zones": "America/Chicago America/New_York",
    }


def test_where_nothing_is_said_of_the_place_nothing_is_kept(tmp_path: Path) -> None:
    settled = taken(PLACES, written(tmp_path, "a.csv", placed()))
    assert filled(settled.tables["persons"]) == [{"customer_ref": "c1"}]
