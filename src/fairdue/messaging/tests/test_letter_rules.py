"""What stands in a letter: the address in lines, the words, and the items the law asks for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.queries.letters.policy import mandatory_items
from fairdue.messaging.rules.letters.addresses import _width, addressed
from fairdue.messaging.rules.letters.items import RULES, WORDS, LetterIncomplete, refuse_incomplete
from fairdue.messaging.rules.letters.words import LetterWords, laid_out, notice_words
from fairdue.messaging.rules.templates import Words

TODAY = date(2026, 3, 10)
GIVEN = {
    "lender": Text("Example Bank", "示例银行"),
    "name": "张三",
    "contact": "400-000-0000",
    "home": "https://pay.example.org/my/",
    "portal": "https://pay.example.org/my/",
    "check": "https://pay.example.org/genuine/",
    "code": "ABCD-EFGH",
    "on": "2026-03-10",
    "accounts": "Card **** 1234\towed 1000.00 CNY",
    "account": "**** 1234",
    "owed": "1000.00 USD",
}
US_FIGURES = {
    "itemization_on": "1 Feb 2026",
    "itemization_amount": "980.00 USD",
    "interest": "20.00 USD",
    "fees": "0.00 USD",
    "payments": "0.00 USD",
    "credits": "0.00 USD",
    "end_on": "20 Apr 2026",
}


def notice(law: str, language: str = "en", **more: str) -> LetterWords:
    return notice_words(law=law, language=language, values={**GIVEN, **more})


def missing(law: str, words: LetterWords) -> tuple[str, ...]:
    asked = mandatory_items(law, TODAY)
    try:
        refuse_incomplete(words.shown, asked.items, rule=asked.rule, citation=asked.citation)
    except LetterIncomplete as error:
        return error.items
    return ()


@pytest.mark.parametrize(
    ("address", "postcode", "first"),
    [
        ("上海市浦东新区世纪大道100号 200120", "200120", "上海市浦东新区世纪大道100号"),
        ("200120 上海市浦东新区世纪大道100号", "200120", "上海市浦东新区世纪大道100号"),
        ("上海市浦东新区世纪大道100号（邮编：200120）", "200120", "上海市浦东新区世纪大道100号"),
        ("邮编200120，上海市浦东新区世纪大道100号", "200120", "上海市浦东新区世纪大道100号"),
        ("上海市浦东新区世纪大道100号", "", "上海市浦东新区世纪大道100号"),
    ],
)
def test_a_chinese_postcode_goes_into_its_boxes(address: str, postcode: str, first: str) -> None:
    found = addressed("张三", address, law="CN", lines_max=4, width=22)
    assert (found.postcode, found.lines) == (postcode, (first, "张三 收"))


def test_a_long_chinese_address_goes_on_after_a_part_of_it() -> None:
    long = "广东省深圳市南山区粤海街道科技园社区科苑路8号讯美科技广场3栋1201室"
    found = addressed("欧阳娜娜", long, law="CN", lines_max=4, width=22)
    assert found.lines == (
        "广东省深圳市南山区粤海街道科技园社区科苑路",
        "8号讯美科技广场3栋1201室",
        "欧阳娜娜 收",
    )


@pytest.mark.parametrize(
    ("law", "lines_max", "address", "lines"),
    [
        ("UK", 4, "12 High Street, Leeds, LS1 4AB", ["12 High Street", "Leeds", "LS1 4AB"]),
        (
            "UK", 4, "Flat 3\n12 High Street\nLeeds\nLS1 4AB",
            ["Flat 3, 12 High Street", "Leeds", "LS1 4AB"],
        ),
        ("US", 3, "12 Main Street, Dover, DE 19901", ["12 Main Street", "Dover, DE 19901"]),
    ],
)  # fmt: skip
def test_other_addresses_have_the_name_first(
    law: str, lines_max: int, address: str, lines: list[str]
) -> None:
    found = addressed("Li Wei", address, law=law, lines_max=lines_max, width=20)
    assert found.lines == ("Li Wei", *lines)


def test_without_a_name_or_an_address_nothing_is_written() -> None:
    for name, address in (("", "上海市"), ("张三", "  ")):
        with pytest.raises(Refused, match="name and address"):
            addressed(name, address, law="CN", lines_max=4, width=22)


@given(st.text("上海市浦东新区路号abc 19", min_size=1, max_size=120), st.integers(6, 30))
def test_no_part_of_an_address_is_lost_and_no_line_is_too_wide(address: str, width: int) -> None:
    try:
        found = addressed("张三", address, law="CN", lines_max=60, width=width)
    except Refused:
        assert not address.strip()
        return
    said = "".join("".join(found.lines[:-1]).split())
    plain = "".join(address.split())
    assert (
        said == plain
        or (found.postcode and plain.replace(found.postcode, "", 1) == said)
        or (found.postcode and plain == said + found.postcode)
    )
    assert all(_width(line) <= width for line in found.lines[:-1])


def test_a_notice_shows_every_item_of_its_law() -> None:
    assert missing("CN", notice("CN")) == ()
    assert missing("US", notice("US", **US_FIGURES)) == ()
    assert missing("UK", notice("UK", enclosed="July 2025")) == ()


@pytest.mark.parametrize(
    ("law", "without", "items"),
    [
        ("CN", "accounts", {"balance"}),
        ("CN", "contact", {"ways_to_check_pay_object_submit_evidence", "bank_contact"}),
        ("US", "end_on", {"dispute_rights", "end_date", "original_creditor_right"}),
        ("US", "fees", {"interest", "fees", "payments", "credits", "current_amount"}),
        ("UK", "enclosed", {"information_sheet"}),
    ],
)
def test_an_item_whose_facts_are_not_known_is_named(
    law: str, without: str, items: set[str]
) -> None:
    known = {**US_FIGURES, "enclosed": "July 2025", without: ""}
    if without == "contact":
        values = {**GIVEN, **known}
        words = notice_words(law=law, language="en", values=values)
    else:
        words = notice(law, **known)
    assert set(missing(law, words)) == items
    asked = mandatory_items(law, TODAY)
    with pytest.raises(LetterIncomplete) as refused:
        refuse_incomplete(words.shown, asked.items, rule=asked.rule, citation=asked.citation)
    for item in items:
        assert WORDS[item].en in refused.value.text.en
        assert WORDS[item].zh in refused.value.text.zh
    assert asked.citation.source.en in refused.value.text.en


def test_every_item_of_the_packs_has_words() -> None:
    for law in RULES:
        assert set(mandatory_items(law, TODAY).items) <= set(WORDS)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_notice_ends_with_how_to_check_it_and_states_a_balance(language: str) -> None:
    words = notice("CN", language)
    assert words.words.body == f"{words.body}\n\n{words.genuine}"
    assert "ABCD-EFGH" in words.genuine
    assert words.content.states_balance
    assert words.content.purpose == ""


def test_of_a_templates_words_those_on_checking_stand_beside_the_code() -> None:
    said = Words("thanks", "en", "Thanks", "Hello,\n\nCheck ABCD-EFGH here.\n\nThe Bank", "")
    words = laid_out(said, "ABCD-EFGH")
    assert (words.body, words.genuine) == ("Hello,\n\nThe Bank", "Check ABCD-EFGH here.")
    assert laid_out(said, "WXYZ-WXYZ").genuine == "WXYZ-WXYZ"
    assert laid_out(said, "WXYZ-WXYZ").body == said.body
