"""Capitals, templates, fields and courts, for all inputs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.legal.queries.papers.templates import templates
from fairdue.legal.rules.capitals import in_capitals
from fairdue.legal.rules.courts import AGREED, DOMICILE, SUIT, District, basic_court, suggestions
from fairdue.legal.rules.papers.fields import FIELDS, Rows, Value
from fairdue.legal.rules.papers.filling import FieldsMissing, missing, paper
from fairdue.legal.rules.papers.instalments import instalments
from fairdue.legal.rules.papers.persons import told_by
from fairdue.legal.rules.papers.templates import TemplateBroken, Version, read, version_on

AT = datetime(2026, 3, 10, tzinfo=UTC)
ON = date(2026, 3, 10)
DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(capitals: str) -> int:
    """Fen, by a reader of its own: sections of four digits, then jiao and fen."""
    yuan, _, rest = capitals.rpartition("元") if "元" in capitals else ("", "", capitals)
    total = 0
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        before, found, yuan_left = yuan.partition(sign)
        if found:
            total += section(before) * size
            yuan = yuan_left
    total = (total + section(yuan)) * 100
    for sign, size in (("角", 10), ("分", 1)):
        place = rest.find(sign)
        if place > 0:
            total += DIGITS[rest[place - 1]] * size
    return total


def section(signs: str) -> int:
    total = digit = 0
    for sign in signs:
        if sign in UNITS:
            total += digit * UNITS[sign]
            digit = 0
        elif sign == "万":  # within 亿: 壹万贰仟亿
            total, digit = (total + digit) * 10**4, 0
        else:
            digit = DIGITS[sign]
    return total + digit


@pytest.mark.parametrize(
    ("minor", "capitals"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角"),
        (100, "壹元整"),
        (1005, "壹拾元零伍分"),
        (1_000_000, "壹万元整"),
        (1_230_056, "壹万贰仟叁佰元伍角陆分"),
        (10_000_005, "壹拾万元零伍分"),
        (140_950, "壹仟肆佰零玖元伍角"),
        (600_714, "陆仟零柒元壹角肆分"),
    ],
)
def test_amounts_in_capitals(minor: int, capitals: str) -> None:
    assert in_capitals(Money(minor, "CNY")) == capitals


@given(st.integers(min_value=0, max_value=10**13))
def test_capitals_read_back_as_the_same_amount(minor: int) -> None:
    capitals = in_capitals(Money(minor, "CNY"))
    assert read_back(capitals) == minor
    assert capitals.endswith("整") == (minor % 100 == 0)


@pytest.mark.parametrize("wrong", [Money(1, "USD"), Money(-1, "CNY"), Money(10**14, "CNY")])
def test_capitals_of_what_has_none_are_refused(wrong: Money) -> None:
    with pytest.raises(ValueError, match=r"capitals|yuan"):
        in_capitals(wrong)


def values(version: Version) -> dict[str, Value]:
    kinds: dict[str, Value] = {
        "text": "文字",
        "long": "文字",
        "money": Money(123_456, "CNY"),
        "date": ON,
        "count": 3,
        "table": Rows(("甲",), (("一",),)),
    }
    return {
        name: kinds[FIELDS[name].kind]
        for name in version.fields()
        if FIELDS[name].kind != "capitals"
    }


EVERY = [versions[-1] for versions in templates().values()]


@pytest.mark.parametrize("version", EVERY, ids=[each.kind for each in EVERY])
@given(data=st.data())
def test_a_paper_lacks_exactly_what_is_taken_away(version: Version, data: st.DataObject) -> None:
    known = values(version)
    gone = data.draw(st.sets(st.sampled_from(sorted(known))))
    left = {name: value for name, value in known.items() if name not in gone}
    lacking = set(missing(version, left))
    always = set(known) - version.optional()
    assert gone & always <= lacking
    how = {"number": "X-2026-0001", "language": "zh", "footer": "f", "made_at": AT}
    if lacking:
        with pytest.raises(FieldsMissing) as refused:
            paper(version, left, **how)  # type: ignore[arg-type]
        assert set(refused.value.fields) == lacking
    else:
        said = paper(version, left, **how)  # type: ignore[arg-type]
        assert said.formal and "{" not in str(said.blocks)


@pytest.mark.parametrize("version", EVERY, ids=[each.kind for each in EVERY])
def test_a_value_of_another_kind_is_no_value(version: Version) -> None:
    known = values(version)
    for name in known:
        if FIELDS[name].kind == "table":
            continue
        wrong: Value = 1 if FIELDS[name].kind != "count" else "x"
        with pytest.raises(ValueError, match=name):
            paper(
                version,
                {**known, name: wrong},
                number="X-1",
                language="zh",
                footer="",
                made_at=AT,
            )


def test_words_of_another_version_have_another_digest() -> None:
    assert len({each.digest for each in EVERY}) == len(EVERY)


def a_template(**given: object) -> dict[str, object]:
    part = {"paragraph": {"en": "To {name}", "zh": "致{name}"}}
    version = {"version": 1, "in_force_from": ON, "parts": [part], **given}
    return {"kind": "x", "series": "X", "title": {"en": "X", "zh": "某"}, "versions": [version]}


@pytest.mark.parametrize(
    "given",
    [
        {"version": 2},
        {"parts": [{"paragraph": {"en": "{shoe_size}", "zh": "{shoe_size}"}}]},
        {"parts": [{"paragraph": {"en": "{name}", "zh": "您"}}]},
        {"parts": [{"table": "name"}]},
        {"parts": [{"song": {"en": "", "zh": ""}}]},
        {"parts": [{"paragraph": {"en": "x", "zh": "x"}, "note": {"en": "x", "zh": "x"}}]},
        {"parts": [{"paragraph": {"en": "x"}}]},
    ],
)
def test_a_broken_template_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(TemplateBroken):
        read(a_template(**given))


def test_the_version_of_the_day_is_used() -> None:
    document = a_template()
    document["versions"] = [
        a_template()["versions"][0],  # type: ignore[index]
        a_template(version=2, in_force_from=date(2026, 6, 1))["versions"][0],  # type: ignore[index]
    ]
    versions = read(document)
    chosen = [version_on(versions, on) for on in (date(2026, 1, 1), ON, date(2026, 6, 1))]
    assert [each.number if each else None for each in chosen] == [None, 1, 2]


@given(
    st.integers(min_value=1, max_value=10**11),
    st.integers(min_value=1, max_value=120),
    st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 1, 1)),
)
def test_instalments_add_up_and_are_a_month_apart(minor: int, count: int, first: date) -> None:
    if minor < count:
        with pytest.raises(Refused):
            instalments(Money(minor, "CNY"), count, first)
        return
    dues = instalments(Money(minor, "CNY"), count, first)
    assert sum(amount.minor for _, amount in dues) == minor and len(dues) == count
    assert dues[0][0] == first
    months = [on.year * 12 + on.month for on, _ in dues]
    assert months == list(range(months[0], months[0] + count))


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("110101199001011237", ("1990-01-01", "男")),
        ("11010119900101123x", None),
        ("110101199013011237", None),
        ("", None),
    ],
)
def test_an_id_number_tells_birthday_and_sex_only_where_its_check_fits(
    number: str, told: tuple[str, str] | None
) -> None:
    found = told_by(number)
    assert (found and (str(found.born_on), found.sex.zh)) == told


@given(st.text(max_size=20))
def test_no_text_breaks_reading_an_id_number(text: str) -> None:
    told_by(text)


def test_courts_are_suggested_in_the_laws_order() -> None:
    places = {AGREED: "甲法院", DOMICILE: "乙法院"}
    found = suggestions(SUIT, places, order=(AGREED, DOMICILE))
    assert [each.court for each in found] == ["甲法院", "乙法院"]
    assert not suggestions(SUIT, {}, order=(AGREED, DOMICILE))


@given(st.text(), st.text(), st.text())
def test_a_basic_court_is_told_for_districts_only(province: str, city: str, district: str) -> None:
    court = basic_court(District(province, city, district))
    assert bool(court) == district.endswith(("区", "县", "市", "旗"))
