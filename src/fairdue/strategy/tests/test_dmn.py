"""DMN files: what we write says the same, what others write is read or refused with a reason."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings

from fairdue.strategy.queries import table_of_file
from fairdue.strategy.rules.dmn import DmnError, read_dmn, write_dmn
from fairdue.strategy.rules.reading import read_table
from fairdue.strategy.rules.tables import Compare, Condition, DecisionTable, Row
from fairdue.strategy.tests.random_tables import every_account, table_of, tables
from fairdue.strategy.tests.test_tables import in_chinese

DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"


def again(table: DecisionTable) -> DecisionTable:
    return read_table(read_dmn(write_dmn(table)), "0" * 64, draft=True)


def without_order(row: Row) -> tuple[object, ...]:
    return row.id, frozenset(row.conditions), row.then, row.why


def foreign(inputs: str, rules: str, policy: str = "FIRST", output: str = "treatment") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <definitions xmlns="https://www.omg.org/spec/DMN/20180521/MODEL/" id="d" name="D"
      namespace="n"><decision id="x" name="Dunning"><decisionTable id="t" hitPolicy="{policy}">
      {inputs}<output id="o" name="{output}" typeRef="string"/>{rules}
      </decisionTable></decision></definitions>""".encode()


def column(name: str) -> str:
    return f"<input><inputExpression><text>{name}</text></inputExpression></input>"


def rule(*entries: str, then: str = '"call"') -> str:
    tests = "".join(f"<inputEntry><text>{entry}</text></inputEntry>" for entry in entries)
    return f"<rule>{tests}<outputEntry><text>{then}</text></outputEntry></rule>"


def refusal(body: bytes) -> str:
    with pytest.raises(DmnError) as caught:
        read_dmn(body)
    assert in_chinese(caught.value.text.zh)
    return str(caught.value)


def test_the_first_strategy_comes_back_as_it_was() -> None:
    table = table_of_file().table
    back = again(table)
    assert (back.name, back.title) == (table.name, table.title)
    assert list(map(without_order, back.rows)) == list(map(without_order, table.rows))
    assert back.version.startswith("1-")


def test_amounts_become_a_rule_for_each_currency_in_major_units() -> None:
    root = ElementTree.fromstring(write_dmn(table_of_file().table))
    rules = [
        [(text.text or "") for text in entry.iter(f"{DMN}text")]
        for entry in root.iter(f"{DMN}rule")
    ]
    visits = [entry for entry in rules if '"visit-late"' in entry]
    assert [entry[0] for entry in visits] == ['"CNY"', '"EUR"', '"GBP"', '"HKD"', '"TWD"', '"USD"']
    assert [entry[2] for entry in visits][:2] == [">= 5000", ">= 650"]
    (nothing,) = [entry for entry in rules if '"leave-nothing-past-due"' in entry]
    assert nothing[:3] == ["-", "-", "<= 0"]


def test_the_file_is_what_a_modeller_looks_for() -> None:
    root = ElementTree.fromstring(write_dmn(table_of_file().table))
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    (table,) = root.iter(f"{DMN}decisionTable")
    assert table.get("hitPolicy") == "FIRST"
    shape = ["input", "output", "annotation", "rule"]
    order = [shape.index(one.tag.removeprefix(DMN)) for one in table]
    assert order == sorted(order)
    columns = len(table.findall(f"{DMN}input"))
    for entry in table.findall(f"{DMN}rule"):
        assert len(entry.findall(f"{DMN}inputEntry")) == columns
        assert len(entry.findall(f"{DMN}outputEntry")) == 2
    drawn = {one.get("dmnElementRef") for one in root.iter() if "DMNShape" in one.tag}
    assert drawn == {
        one.get("id") for one in root if one.tag in (f"{DMN}decision", f"{DMN}inputData")
    }


def test_reads_a_table_of_another_tool() -> None:
    body = foreign(
        column("Bucket") + column("currency") + column("past_due") + column("days_past_due"),
        rule("[2..3]", '"CNY", "HKD"', "]100.50..200[", "not(null)", then='"visit"')
        + rule("1, 4", "-", "-", "null")
        + rule("-", "", "-", "-", then='"leave"'),
        policy="UNIQUE",
        output="anything",
    )
    table = read_table(read_dmn(body), "0" * 64)
    assert table.name == "Dunning"
    first, second, last = table.rows
    assert first.id == "rule-1" and first.why.en == "Rule 1."
    assert first.conditions == (
        Condition("bucket", Compare.AT_LEAST, 2),
        Condition("bucket", Compare.AT_MOST, 3),
        Condition("past_due", Compare.ABOVE, (("CNY", 100_50), ("HKD", 100_50))),
        Condition("past_due", Compare.BELOW, (("CNY", 200_00), ("HKD", 200_00))),
        Condition("days_past_due", Compare.UNKNOWN, False),
    )
    assert second.conditions == (
        Condition("bucket", Compare.ONE_OF, (1, 4)),
        Condition("days_past_due", Compare.UNKNOWN, True),
    )
    assert last.conditions == ()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"\xff\xfe<", "not UTF-8"),
        (b"<a", "not XML"),
        (b"<definitions/>", "no DMN"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "document types or entities"),
        (foreign("", "", policy="COLLECT"), "hit policy COLLECT: only FIRST and UNIQUE"),
        (foreign(column("mood"), ""), "input 'mood' is unknown; known are currency, broken"),
        (
            foreign(column("bucket"), rule("date(1)")),
            "rule 1: 'date(1)': bucket takes a comparison",
        ),
        (foreign(column("bucket"), rule("2.5")), "rule 1: 2.5: bucket is a whole number"),
        (foreign(column("bucket"), rule("[3..1]")), "no value passes this"),
        (foreign(column("on_hold"), rule("1")), "on_hold takes true, false or -"),
        (foreign(column("past_due"), rule("&gt; 5")), "an amount other than 0 needs a currency"),
        (foreign(column("currency"), rule('"CNY"')), "names CNY but no amount"),
        (foreign(column("currency"), rule('"XXX"')), "currency 'XXX' is unknown"),
        (foreign(column("bucket"), rule("1", then="call")), "a text in quotes"),
        (foreign(column("bucket"), rule("1", then='"threaten"')), "'threaten' is none of protect"),
    ],
)
def test_refuses_what_has_no_counterpart(body: bytes, message: str) -> None:
    assert message in refusal(body)


def test_a_row_that_holds_for_nobody_is_not_exported() -> None:
    odd = (Condition("on_hold", Compare.EQUALS, True), Condition("on_hold", Compare.EQUALS, False))
    with pytest.raises(DmnError, match="row r0 holds for no account"):
        write_dmn(table_of(odd))


@settings(max_examples=60)
@given(tables(inputs_max=3, rows_max=5))
def test_a_table_comes_back_saying_the_same_and_then_stays_as_it_is(table: DecisionTable) -> None:
    try:
        back = again(table)
    except DmnError as error:
        assume("holds for no account" not in str(error))
        raise
    for facts in every_account(table):
        assert back.decide(facts).id == table.decide(facts).id
    assert again(back).rows == back.rows
