"""What a message must say, by law and by what the lender chose. Pure.

A requirement asks for a field, or one of several, in both languages. `disclosures` stands for
every sentence that the law over a customer asks for, so that one template serves several laws: it
is written as those sentences, and as nothing where none is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fairdue.kernel.text import Text
from fairdue.messaging.rules.fields import CHANNELS, ELECTRONIC, EMAIL, FIELDS, LETTER

DISCLOSURES = "disclosures"

REMINDER = "reminder"
AGREED, FIRST_NOTICE, DEMAND = "agreed", "first_notice", "demand"
HELP, THANKS, COVER = "help", "thanks", "cover"
LEGAL = "legal_step"
KINDS: Mapping[str, Text] = {
    REMINDER: Text("Reminder of what was agreed", "约定事项提醒"),
    AGREED: Text("What was agreed, to keep", "约定文件"),
    FIRST_NOTICE: Text("First notice", "首次通知"),
    DEMAND: Text("Asks for payment", "请求付款"),
    HELP: Text("Offers help", "提供帮助"),
    THANKS: Text("Thanks for a payment", "付款致谢"),
    COVER: Text("Goes with a document", "随附文件说明"),
    LEGAL: Text("Tells of a legal step", "告知法律程序"),
}
"""What a message is for, by the name that packs use."""

ON_THE_LETTER = frozenset({"cardholder_name", "consumer_name_and_address"})
"""What the sheet itself shows on every letter, in its window."""

SHOWN_BY: Mapping[str, tuple[str, ...]] = {
    "cardholder_name": ("name",),
    "bank_contact": ("lender_phone",),
    "business_seal": ("seal",),
    "ways_to_check_pay_object_submit_evidence": ("ways",),
    "collector_disclosure": ("attempt_to_collect",),
    "collector_name_and_address": ("lender_address",),
    "account_number": ("card",),
    "creditor_now": ("lender",),
    "itemization_date": ("itemized_on",),
    "itemization_amount": ("itemized",),
    "current_amount": ("balance",),
    "end_date": ("dispute_by", "dispute_rights"),
    "cfpb_website": ("cfpb",),
}
"""The fields that show an item of a pack, any of which will do. Other items are fields' names."""


@dataclass(frozen=True, slots=True)
class Required:
    """One thing that a message must show, and who says so."""

    item: str
    rule: str
    source: Text
    law: str = ""
    """CN | US | UK; "" for what the lender chose for all of them."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that show it, any of which will do."""
        return SHOWN_BY.get(self.item, (self.item,))

    @property
    def is_sentence(self) -> bool:
        """Can `disclosures` stand for it? For sentences that hold no value of their own."""
        field = FIELDS.get(self.fields[0])
        return field is not None and field.says is not None and "{" not in field.says.en

    @property
    def label(self) -> Text:
        """What is to be shown, in words."""
        return FIELDS[self.fields[0]].label


def missing(required: Iterable[Required], shown: Collection[str]) -> tuple[Required, ...]:
    """What isn't shown by any of these fields."""
    return tuple(
        each
        for each in required
        if not any(name in shown for name in each.fields)
        and not (each.is_sentence and DISCLOSURES in shown)
    )


def disclosed(required: Iterable[Required], shown: Collection[str]) -> tuple[str, ...]:
    """The sentences that `disclosures` is written as: what is asked for and not said besides."""
    asked = [each for each in required if each.is_sentence]
    return tuple(
        dict.fromkeys(each.fields[0] for each in missing(asked, set(shown) - {DISCLOSURES}))
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A parameter of a pack that asks for items, in which messages, and what a flag stands for."""

    law: str
    rule: str
    parameter: str
    kinds: frozenset[str] = frozenset(KINDS)
    channels: frozenset[str] = frozenset(CHANNELS)
    flag_items: tuple[str, ...] = ()

    def items(self, value: bool | Sequence[str], channel: str) -> tuple[str, ...]:
        """What is asked for, by the parameter's value: a list of items, or a flag.

        What the sheet of a letter shows by itself isn't asked for of its words.
        """
        if isinstance(value, bool):
            return self.flag_items if value else ()
        return tuple(each for each in value if channel != LETTER or each not in ON_THE_LETTER)


_LETTER, _TO_KEEP = frozenset({LETTER}), frozenset({EMAIL, LETTER})
POLICY_RULE = "LENDER-TEMPLATES"
ASKED = (
    Asked("", POLICY_RULE, "every_message"),
    Asked("", POLICY_RULE, "electronic", channels=ELECTRONIC),
    Asked("CN", "CN-MSG-01", "reminder_items", frozenset({REMINDER})),
    Asked(
        "CN",
        "CN-COND-02",
        "institution_at_first_contact",
        frozenset({FIRST_NOTICE}),
        flag_items=("lender",),
    ),
    Asked("CN", "CN-LTR-01", "items", frozenset({FIRST_NOTICE, DEMAND}), _LETTER),
    Asked("US", "us.regf.18e.disclosures", "first_items", frozenset({FIRST_NOTICE})),
    Asked("US", "us.regf.18e.disclosures", "later_items", frozenset(KINDS) - {FIRST_NOTICE}),
    Asked(
        "US", "us.regf.6e.optout_notice", "applies", channels=ELECTRONIC, flag_items=("opt_out",)
    ),
    Asked("US", "us.regf.34c.content", "items", frozenset({FIRST_NOTICE}), _LETTER),
    Asked("UK", "uk.conc.7.4.information", "items", frozenset({FIRST_NOTICE}), _TO_KEEP),
    Asked("UK", "uk.conc.7.9.8.post", "items", channels=_LETTER),
)
"""Where the packs say what a message must show."""


def asked_of(law: str, kind: str, channel: str) -> tuple[Asked, ...]:
    """Which parameters ask something of such a message. `law` "": of one for all laws."""
    return tuple(
        each
        for each in ASKED
        if kind in each.kinds and channel in each.channels and (not law or each.law in ("", law))
    )
