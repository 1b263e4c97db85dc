"""Templates: fields of fixed kinds, the same in both languages, and what must be there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.money import MINOR_DIGITS, Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions.shipped import shipped
from fairdue.messaging.rules.fields import CHANNELS, FIELDS, Value, written
from fairdue.messaging.rules.mandatory import Required, disclosed, missing
from fairdue.messaging.rules.templates import (
    LANGUAGES,
    SAMPLES,
    Wording,
    Words,
    fill,
    flaws_in,
    say_fields,
    tidied,
)

AT = datetime(2026, 3, 10, 2, tzinfo=UTC)
OPT_OUT = Required("opt_out", "us.regf.6e.optout_notice", Text("12 CFR 1006.6(e)", "…"), "US")
COLLECTOR = Required("debt_collector", "us.regf.18e", Text("12 CFR 1006.18(e)", "…"), "US")


QUIET = Text("Your account", "您的账户")


def an_email(body: Text, subject: Text = QUIET) -> Wording:
    return Wording(subject, body)


def codes(wording: Wording, channel: str = "email", *required: Required) -> list[str]:
    found = flaws_in(wording, kind="reminder", channel=channel, required=required)
    return [flaw.code for flaw in found]


GOOD = an_email(Text("Pay {amount} by {due_on}.", "请于{due_on}前支付{amount}。"))


def test_accepts_words_with_the_same_fields_in_both_languages() -> None:
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (Text("See {gossip}.", "见{gossip}。"), "unknown_field"),
        (Text("Dear {name }", "{name }"), "unknown_field"),
        (Text("Pay {amount}.", "请付款。"), "one_language"),
        (Text("Pay } now.", "请付款。"), "brace"),
        (Text("", "您好"), "length"),
        (Text("{seal}", "{seal}"), "wrong_channel"),
    ],
)
def test_finds_what_is_wrong_with_a_text(body: Text, code: str) -> None:
    assert code in codes(an_email(body))


def test_marks_the_place_of_a_field_that_there_is_not() -> None:
    [first, second] = flaws_in(
        an_email(Text("See {gossip}.", "见{gossip}。")),
        kind="reminder",
        channel="email",
        required=(),
    )
    assert (first.language, first.place, first.start, first.end) == ("en", "body", 4, 12)
    assert (second.language, second.start) == ("zh-hans", 1)


@pytest.mark.parametrize(
    "subject",
    [
        Text("Your debt", "您好"),
        Text("Hello", "逾期提醒"),
        Text("Pay {amount}", "请付{amount}"),
        Text("Two\nlines", "您好"),
    ],
)
def test_a_subject_tells_nothing_that_others_may_not_read(subject: Text) -> None:
    assert codes(an_email(GOOD.body, subject))


def test_a_text_message_has_no_subject() -> None:
    assert "no_subject" in codes(GOOD, "sms")
    assert codes(Wording(Text("", ""), GOOD.body), "sms") == []


def test_says_which_mandatory_field_is_missing_by_which_rule() -> None:
    [flaw] = flaws_in(GOOD, kind="reminder", channel="email", required=[OPT_OUT])
    assert (flaw.code, flaw.rule) == ("mandatory", "us.regf.6e.optout_notice")
    assert "{opt_out}" in flaw.mend.en
    half = an_email(Text("{opt_out}", "您好"))
    assert "mandatory" in codes(half, "email", OPT_OUT), "in one language is not enough"


def test_disclosures_stand_for_sentences_and_not_for_values() -> None:
    asked = [OPT_OUT, COLLECTOR]
    assert missing(asked, {"disclosures"}) == (OPT_OUT,)
    assert disclosed(asked, {"disclosures"}) == ("debt_collector",)
    assert disclosed(asked, {"disclosures", "debt_collector"}) == (), "it isn't said twice"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", "950.00 CNY"),
        ("due_on", "tomorrow"),
        ("code", "call me"),
        ("genuine", "javascript:alert(1)"),
        ("card", "6222 0000"),
        ("lender", "{amount}"),
        ("name", "A\nB"),
        ("lender", Money(1, "CNY")),
    ],
)
def test_a_field_takes_a_value_of_its_own_kind_only(name: str, value: Value) -> None:
    with pytest.raises(Refused, match=name):
        written(name, value, "en")


def test_amounts_and_days_are_written_as_the_language_has_them() -> None:
    assert written("amount", Money(95_000, "CNY"), "en") == "950.00 CNY"
    assert written("amount", Money(95_000, "CNY"), "zh-hans") == "人民币950.00元"
    assert written("amount", Money(1_234_500, "USD"), "zh-hans") == "12,345.00美元"
    assert written("due_on", date(2026, 3, 13), "en") == "13 March 2026"
    assert written("due_on", date(2026, 3, 13), "zh-hans") == "2026年3月13日"


def test_a_missing_value_is_refused_by_the_name_of_its_field() -> None:
    with pytest.raises(Refused, match="due_on"):
        say_fields(["amount", "due_on"], {"amount": Money(1, "CNY")}, language="en", channel="sms")


def test_a_place_in_the_filled_text_leads_back_to_the_text_as_written() -> None:
    text = "Pay {amount} or we sue."
    filled = fill(text, {"amount": "950.00 CNY"})
    start = filled.text.index("sue")
    begins, ends = filled.place_of(start, start + 3)
    assert text[begins:ends] == "sue"
    inside = filled.text.index("50.00")
    begins, ends = filled.place_of(inside, inside + 2)
    assert text[begins:ends] == "{amount}"


MONEY = st.builds(
    Money, st.integers(min_value=0, max_value=10**12), st.sampled_from(sorted(MINOR_DIGITS))
)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(
    st.sampled_from(shipped()),
    st.sampled_from(LANGUAGES),
    MONEY,
    DAYS,
    st.from_regex(r"[0-9A-Z]{4}-[0-9A-Z]{4}", fullmatch=True),
)
def test_filled_words_have_no_braces_and_their_values_verbatim(
    one: object, language: str, amount: Money, on: date, code: str
) -> None:
    values: dict[str, Value] = {**SAMPLES, "code": code}
    for name, field in FIELDS.items():
        if field.kind == "money":
            values[name] = amount
        if field.kind == "date":
            values[name] = on
    wording, channel = one.wording, one.channel  # type: ignore[attr-defined]
    said = say_fields(
        wording.fields, values, language=language, channel=channel, required=[COLLECTOR]
    )
    body = tidied(fill(wording.body.in_language(language), said).text)
    assert "{" not in body + fill(wording.subject.in_language(language), said).text
    assert "}" not in body
    for name in wording.fields:
        field = FIELDS[name]
        text = wording.body.in_language(language)
        if field.says is None and "{" + name + "}" in text:
            assert written(name, values[name], language) in body
    assert code in body
    words = Words("x", language, "s", body, "")
    assert words.digest == Words("x", language, "s", body, "").digest
    assert words.digest != Words("x", language, "s", body + ".", "").digest


@given(st.text(alphabet="ab{}_ \n", max_size=40))
def test_a_text_without_flaws_can_always_be_filled(text: str) -> None:
    found = flaws_in(an_email(Text(text, text)), kind="reminder", channel="email", required=())
    if not found:
        said = say_fields(
            an_email(Text(text, text)).fields, SAMPLES, language="en", channel="email"
        )
        assert "{" not in fill(text, said).text


def test_every_field_has_a_sample_that_it_takes() -> None:
    for name, value in SAMPLES.items():
        for language in LANGUAGES:
            assert written(name, value, language)
    assert {channel for field in FIELDS.values() for channel in field.channels} == set(CHANNELS)
