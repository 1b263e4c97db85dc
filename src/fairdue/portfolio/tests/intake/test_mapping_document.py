"""A mapping is checked whole when it is read, and every mistake is named with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from fairdue.portfolio.intake.errors import MappingError
from fairdue.portfolio.intake.expressions.compile import SPECIAL
from fairdue.portfolio.intake.expressions.functions import FUNCTIONS
from fairdue.portfolio.intake.mapping.document import TABLES
from fairdue.portfolio.intake.mapping.formats import KEYS
from fairdue.portfolio.intake.mapping.loading import COLUMN_KEYS, SOURCE_KEYS, TABLE_KEYS
from fairdue.portfolio.intake.mapping.other_people import speaks_of_other_people
from fairdue.portfolio.intake.mappings import shipped
from fairdue.portfolio.tests.intake.issuers import PLAIN, book, mapping, taken, written

PERSONS = """
persons:
  from: book
  columns:
    customer_ref: cust
    name: name
"""


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_mappings_that_ship_are_right(name: str) -> None:
    assert mapping(shipped()[name].read_text(encoding="utf-8"), name).tables


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (("total_minor: balance", "totalminor: balance"), "line 10, ", "Did you mean total_minor"),
        (("total_minor: balance", "note: x"), "line 10, ", "'note' is not known here"),
        (("    total_minor: balance\n", ""), "accounts.columns", "accounts need total_minor"),
        (("from: book", "from: bok"), "line 5, ", "Did you mean book"),
        (("total_minor: balance", "total_minor: balance +"), "line 10", "balance +▸"),
        (("total_minor: balance", "total_minor: left(balance, 1)"), "line 10", "write number(…)"),
        (("total_minor: balance", "total_minor: 'concat(a)'"), "line 10", "write number(…)"),
        (("total_minor: balance", "total_minor: sqrt(balance)"), "line 10", "'sqrt' is not known"),
        (("total_minor: balance", "total_minor: other.balance"), "line 10", "'other' is not known"),
        (("account_ref: acct", "account_ref: {is: acct, unit: minor}"), "line 7", "only amounts"),
        (("account_ref: acct", "account_ref: {}"), "line 7", "give one of"),
        (("account_ref: acct", "account_ref: {is: a, column: b}"), "line 7", "give one of"),
        (("account_ref: acct", "account_ref: {is: a, codes: no}"), "line 7", "'no' is not known"),
        (('files: "*.csv*"', "format: {}"), "sources.book", "`files` is missing"),
        (("account_ref: acct", "account_ref: acct\n    account_ref: b"), "line 8", "given twice"),
        (("account_ref: acct", "account_ref: &a acct\n    x: *a"), "line 8", "aliases"),
        (("account_ref: acct", "account_ref: [a"), "line ", "YAML"),
    ],
)
def test_a_mistake_is_named_with_its_place(change: tuple[str, str], place: str, says: str) -> None:
    assert change[0] in PLAIN
    with pytest.raises(MappingError) as caught:
        mapping(PLAIN.replace(*change))
    assert place.rstrip(", ") in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ("{delimiter: ab}", "expected one character"),
        ("{encoding: ebcdic}", "'ebcdic' is none of"),
        ("{dates: YYYY-DD}", "is no date format"),
        ("{decimal: ',', thousands: ','}", "are the same"),
        ("{kind: fixed}", "fixed width needs `widths`"),
        ("{kind: fixed, widths: {a: 0-3}}", "counted from 1"),
        ("{header: no}", "names of the columns must be given"),
        ("{header: perhaps}", "expected yes or no"),
        ("{nulls: {a: b}}", "expected a text"),
        ("{colour: red}", "'colour' is not known here"),
    ],
)
def test_a_wrong_format_is_refused(form: str, says: str) -> None:
    with pytest.raises(MappingError, match="line 1: format") as caught:
        mapping(f"format: {form}{PLAIN}")
    assert says in str(caught.value)


def test_a_source_nobody_reads_is_a_mistake() -> None:
    text = PLAIN.replace("sources:\n", "sources:\n  extra: {files: x}\n")
    with pytest.raises(MappingError, match=r"sources.extra: no table reads this source"):
        mapping(text)


@pytest.mark.parametrize("text", ["", "# nothing\n", "just a text", "[]", "title: t", "\x00"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(MappingError):
        mapping(text)


def test_codes_keep_their_spelling() -> None:
    text = PLAIN.replace("account_ref: acct", "account_ref: {is: acct, codes: {NO: 007, 1e3: y}}")
    column = mapping(text).tables["accounts"].columns[0]
    assert column.codes == {"NO": "007", "1e3": "y"}


@pytest.mark.parametrize(
    "name",
    [
        "emergency_contact_phone",
        "EmergencyPhone",
        "spouse_mobile",
        "parent2",
        "CONTACT_PERSON_TEL",
        "employer",
        "office_phone",
        "紧急联系人电话",
        "配偶手机",
        "单位电话",
        "联系人1",
        "next_of_kin",
    ],
)
def test_other_people_have_no_place(name: str) -> None:
    assert speaks_of_other_people(name)
    with pytest.raises(MappingError, match="don't owe the debt"):
        mapping(PLAIN + PERSONS + f"    {name}: x\n")
    with pytest.raises(MappingError, match="don't owe the debt"):
        mapping(PLAIN + PERSONS + f"    phone_2: '`{name}`'\n")


def test_other_people_have_no_place_through_a_join_either() -> None:
    joined = PERSONS.replace(
        "  columns:\n",
        "  join: [{source: book, called: spouse, match: {cust: acct}}]\n  columns:\n",
    )
    with pytest.raises(MappingError, match="don't owe the debt"):
        mapping(PLAIN + joined + "    phone_1: spouse.number\n")


@pytest.mark.parametrize(
    "name", ["contact_phone", "mobile", "联系电话", "客户手机", "customer_reference", "phone_2"]
)
def test_the_customers_own_data_has(name: str) -> None:
    assert not speaks_of_other_people(name)
    assert mapping(PLAIN + PERSONS + f"    phone_1: '`{name}`'\n")


KEYED_BY_ID = (
    PLAIN.replace("customer_ref: cust", "customer_ref: KEY")
    + """
persons:
  from: book
  repeats: yes
  columns: {customer_ref: KEY, name: name, id_number: cust}
"""
)


@pytest.mark.parametrize("key", ["cust", "left(cust, 6)"])
def test_an_id_number_is_no_key_in_the_clear(key: str) -> None:
    with pytest.raises(MappingError, match=r"kept unsealed; write pseudonym\(cust\)"):
        mapping(KEYED_BY_ID.replace("KEY", f"'{key}'"))


def test_an_id_number_may_be_a_key_under_a_pseudonym() -> None:
    assert mapping(KEYED_BY_ID.replace("KEY", "pseudonym(cust)")).tables["persons"]


REGION = KEYED_BY_ID.replace("KEY", "pseudonym(cust)").replace(
    "id_number: cust", "id_number: cust, address: home, region: REGION"
)


@pytest.mark.parametrize("region", ["home", "'left(home, 20)'", "'if(true, home, name)'"])
def test_an_address_is_no_region(region: str) -> None:
    with pytest.raises(MappingError, match="look the region up in a code table"):
        mapping(REGION.replace("REGION", region))


@pytest.mark.parametrize(
    "region",
    ["state", "{column: home, codes: regions}", "\"code(regions, left(home, 2), '')\""],
)
def test_a_region_may_be_looked_up_by_an_address(region: str) -> None:
    codes = "codes:\n  regions: {MA: US-MA}\n"
    assert mapping(codes + REGION.replace("REGION", region)).tables["persons"]


def documentation() -> str:
    return (settings.ROOT / "docs" / "mappings.md").read_text(encoding="utf-8")


def test_the_worked_example_of_the_documentation_is_a_mapping() -> None:
    example = re.search(r"```yaml\n(.*?)```", documentation(), re.DOTALL)
    assert example is not None
    assert set(mapping(example[1]).tables) == set(TABLES)


def test_the_documented_way_to_a_customers_zones_finds_all_the_evidence(tmp_path: Path) -> None:
    examples = re.findall(r"```yaml\n(.*?)```", documentation(), re.DOTALL)
    (zones,) = [text for text in examples if "zones_by_state" in text]
    columns = "acct,CUST_NO,balance,past_due,cycles,STATE,PHONE"
    rows = book(
        "a1,c1,1,0,0,MA,617 555 0100",
        "a2,c2,1,0,0,MA,(312) 555-0100",
        "a3,c3,1,0,0,TN,",
        "a4,c4,1,0,0,,999 555 0100",
        header=columns,
    )
    text = PLAIN.replace("customer_ref: cust", "customer_ref: CUST_NO") + zones.replace(
        "from: customers", "from: book"
    )
    settled = taken(text, written(tmp_path, "a.csv", rows))
    assert settled.tables["persons"].select("region", "time_zones").rows() == [
        ("US-MA", "America/New_York"),
        ("US-MA", "America/Chicago America/New_York"),
        ("US-TN", "America/Chicago America/New_York"),
        (None, None),
    ]


def test_the_documentation_names_everything_a_mapping_knows() -> None:
    words = set(re.findall(r"\w+", documentation()))
    columns = {column for table in TABLES.values() for column in table}
    known = {*columns, *FUNCTIONS, *SPECIAL, *KEYS, *TABLE_KEYS, *SOURCE_KEYS, *COLUMN_KEYS}
    assert known - words == set()
