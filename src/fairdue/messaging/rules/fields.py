"""The fields that a template may have, and how each is written in either language. Pure.

A template is fixed words with fields in braces. There is no field for free text: each is an
amount, a day, a code, a link, a name that the lender set, or a sentence of ours that a law or the
lender wants said. So nothing that nobody approved can get into a message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

EMAIL, SMS, LETTER = "email", "sms", "letter"
CHANNELS = (SMS, EMAIL, LETTER)
ELECTRONIC = frozenset({EMAIL, SMS})

Value = Money | date | Text | str
"""What a field is filled with, before it is written in a language."""

Values = Mapping[str, Value]

CURRENCIES = {
    "CNY": "人民币{}元",
    "USD": "{}美元",
    "GBP": "{}英镑",
    "EUR": "{}欧元",
    "HKD": "{}港元",
    "TWD": "新台币{}元",
    "JPY": "{}日元",
    "KRW": "{}韩元",
}
"""How an amount is said in Chinese."""

SHAPES = {
    "code": re.compile(r"[0-9A-Z]+(-[0-9A-Z]+)*"),
    "link": re.compile(r"https?://[^\s{}<>\"]+"),
    "digits": re.compile(r"[0-9]{2,6}"),
    "phone": re.compile(r"\+?[0-9][0-9 ()-]*"),
    "person": re.compile(r"[^{}<>\r\n]{1,120}"),
    "name": re.compile(r"[^{}<>]{1,300}"),
}
"""What a value written as text may look like, by the kind of its field."""


@dataclass(frozen=True, slots=True)
class Field:
    """A place for a value of one kind; with `says`, a sentence of ours, which may hold others."""

    name: str
    kind: str
    """money | date | name | person | phone | digits | code | link | sentence."""
    label: Text
    sample: Value = ""
    channels: frozenset[str] = frozenset(CHANNELS)
    in_subject: bool = False
    """May it stand in the subject of an e-mail, which others can see on a screen?"""
    tells_balance: bool = False
    says: Text | None = None
    """A sentence: its words, other fields in braces."""
    in_a_text: Text | None = None
    """The same, shorter, for a text message."""

    @property
    def is_chance(self) -> bool:
        """Is what stands in it chance, or a person's own, rather than anyone's wording?"""
        return self.kind in ("code", "link", "person")

    def sentence(self, channel: str) -> Text:
        """The sentence as it is said on this channel."""
        short = self.in_a_text if channel == SMS else None
        return short or self.says or Text("", "")


def _sentence(
    name: str,
    label: Text,
    says: Text,
    channels: frozenset[str] = frozenset(CHANNELS),
    sms: Text | None = None,
) -> Field:
    return Field(name, "sentence", label, channels=channels, says=says, in_a_text=sms)


def _money(name: str, label: Text, minor: int, *, balance: bool = False) -> Field:
    return Field(name, "money", label, Money(minor, "CNY"), tells_balance=balance)


_WRITTEN = frozenset({EMAIL, LETTER})
_PLAIN = (
    Field(
        "lender",
        "name",
        Text("The lender's name", "机构名称"),
        Text("Example Bank Credit Card Centre", "示例银行信用卡中心"),
        in_subject=True,
    ),
    Field(
        "lender_phone", "phone", Text("The lender's telephone number", "机构电话"), "400-000-0000"
    ),
    Field(
        "lender_address",
        "name",
        Text("The lender's postal address", "机构通信地址"),
        Text("1 Example Road, Shanghai 200000", "上海市示例路1号，邮编200000"),
        channels=_WRITTEN,
    ),
    Field(
        "name",
        "person",
        Text("The customer's name", "客户姓名"),
        "张三",
        channels=_WRITTEN,
    ),
    Field("card", "digits", Text("The card's last digits", "卡号末位"), "8421"),
    _money("balance", Text("All that is owed", "欠款总额"), 1_284_630, balance=True),
    _money("past_due", Text("What is past due", "逾期金额"), 214_530, balance=True),
    _money("minimum_due", Text("The minimum to be paid", "最低还款额"), 103_500, balance=True),
    Field("as_of", "date", Text("The day that what is owed is of", "欠款截至日"), date(2026, 3, 9)),
    _money("amount", Text("The amount that was agreed", "约定金额"), 95_000),
    _money("paid", Text("The amount that was paid", "已付金额"), 95_000),
    Field(
        "due_on",
        "date",
        Text("The day it falls due", "到期日"),
        date(2026, 3, 13),
        in_subject=True,
    ),
    Field(
        "agreed_on",
        "date",
        Text("The day it was agreed", "约定日期"),
        date(2026, 3, 1),
        in_subject=True,
    ),
    Field("paid_on", "date", Text("The day it was paid", "付款日期"), date(2026, 3, 8)),
    Field("code", "code", Text("The code that proves the message", "核验码"), "K7QM-2XNP-0F6W"),
    Field(
        "genuine",
        "link",
        Text("Where the code is checked", "核验网址"),
        "https://example.com/genuine/",
    ),
    Field(
        "portal",
        "link",
        Text("A link for signing in", "登录链接"),
        "https://example.com/my/sign-in/4f9Kc1x0Zr8/",
    ),
    Field("home", "link", Text("The cardholder's pages", "持卡人页面"), "https://example.com/my/"),
    Field(
        "itemized_on",
        "date",
        Text("The day that the debt is itemized from", "分项起算日"),
        date(2026, 1, 31),
        channels=_WRITTEN,
    ),
    _money("itemized", Text("What was owed that day", "起算日欠款"), 1_184_630, balance=True),
    _money("interest", Text("Interest since", "此后利息"), 80_000, balance=True),
    _money("fees", Text("Fees since", "此后费用"), 40_000, balance=True),
    _money("payments", Text("Payments since", "此后还款"), 20_000, balance=True),
    _money("credits", Text("Credits since", "此后减免"), 0, balance=True),
    Field(
        "dispute_by",
        "date",
        Text("The last day to dispute in the validation period", "核实期最后一日"),
        date(2026, 4, 20),
        channels=_WRITTEN,
    ),
)

_SENTENCES = (
    _sentence(
        "how_to_check",
        Text("How to see that it is genuine", "真伪核验方式"),
        Text(
            "Is this message really from us? Look at {genuine} and enter the code {code}. We never "
            "ask for a password or a one-time code.",
            "如何确认本信息由我们发出？请打开{genuine}，输入核验码{code}。我们不会索要密码或短信验证码。",
        ),
        sms=Text("Check at {genuine} with code {code}.", "真伪核验：{genuine}，核验码{code}。"),
    ),
    _sentence(
        "opt_out",
        Text("How to have no more of these", "退订方式"),
        Text(
            "If you don't want e-mails like this one, turn them off under “How we may reach you” "
            "at {home}, or answer with STOP.",
            "如不希望再收到此类邮件，请在{home}的“联系方式偏好”中关闭，或回复“退订”。",
        ),
        channels=ELECTRONIC,
        sms=Text("Reply STOP for no more texts.", "拒收请回复TD。"),
    ),
    _sentence(
        "help",
        Text("That there is help", "困难帮助"),
        Text(
            "If paying is hard for you now, tell us: we look at what you can pay and at what can "
            "be changed. Asking costs nothing.",
            "如您目前还款有困难，请告诉我们，我们会了解您的实际情况，一起商量可行的安排，咨询不收取任何费用。",
        ),
        sms=Text("Hard to pay? Call {lender_phone}.", "还款有困难，请致电{lender_phone}。"),
    ),
    _sentence(
        "disclosures",
        Text("What the customer's law wants said", "适用法律要求的告知"),
        Text("", ""),
    ),
    _sentence(
        "debt_collector",
        Text("That it comes from a debt collector", "表明债务催收人身份"),
        Text("This is a message from a debt collector.", "本信息由债务催收人发出。"),
    ),
    _sentence(
        "attempt_to_collect",
        Text("That a debt is being collected", "表明催收目的"),
        Text(
            "This is an attempt to collect a debt. Any information obtained will be used for that "
            "purpose.",
            "本信息旨在催收债务，所获信息将用于该目的。",
        ),
    ),
    _sentence(
        "private_and_confidential",
        Text("Private and confidential", "私人密件"),
        Text("Private and confidential", "私人密件，仅限本人拆阅"),
        channels=frozenset({LETTER}),
    ),
    _sentence(
        "reason_and_law",
        Text("Why we write and on what ground", "致函原因与依据"),
        Text(
            "We write because a payment on the card ending {card} was not received when it was "
            "due. We rely on your card agreement and on articles 675 and 676 of the Civil Code of "
            "China.",
            "致函原因：您尾号{card}的信用卡账户有款项到期未还。依据：您与我们签订的信用卡领用合约，以及《中华人民共和国民法典》第六百七十五条、第六百七十六条。",
        ),
        channels=_WRITTEN,
    ),
    _sentence(
        "rights_and_duties",
        Text("Rights and duties", "权利与义务"),
        Text(
            "You have the right to know how this amount came about, to object to it, to ask for "
            "an arrangement and to complain; you have the duty to pay what you owe as agreed and "
            "to tell us when how to reach you changes.",
            "您有权了解欠款明细、提出异议、申请还款安排以及投诉；您有义务按约定偿还欠款，并在联系方式变更时通知我们。",
        ),
        channels=_WRITTEN,
    ),
    _sentence(
        "ways",
        Text("Ways to check, pay, object and send evidence", "查询、还款、异议及举证途径"),
        Text(
            "To look it up, pay, object or send us evidence: {home}, telephone {lender_phone}, or "
            "in writing to {lender_address}.",
            "查询、还款、提出异议及提交证据的途径：网址{home}；电话{lender_phone}；来函请寄{lender_address}。",
        ),
        channels=_WRITTEN,
    ),
    _sentence(
        "seal",
        Text("Place for the business seal", "业务公章处"),
        Text("(business seal)", "（业务公章）"),
        channels=frozenset({LETTER}),
    ),
    _sentence(
        "dispute_rights",
        Text("Until when and how to dispute", "异议期限与方式"),
        Text(
            "You may dispute all or part of this debt. If you write to us by {dispute_by}, we must "
            "stop collection on any amount you dispute until we send you information that shows "
            "you owe it. Without a dispute by {dispute_by} we will assume that our information is "
            "correct. You may also dispute at {home}.",
            "您可以对全部或部分债务提出异议。如您在{dispute_by}前书面提出，在我们寄出证明欠款的资料之前，须停止催收有异议的金额。若至{dispute_by}未提出异议，我们将视相关信息为正确。您也可通过{home}提出异议。",
        ),
        channels=_WRITTEN,
    ),
    _sentence(
        "original_creditor_right",
        Text("The right to the original creditor's name", "索取原始债权人信息的权利"),
        Text(
            "If you write to us by {dispute_by} to ask for the name and address of the original "
            "creditor, if it is another one, we must stop collection until we send it to you.",
            "如您在{dispute_by}前书面要求提供原始债权人的名称与地址（如与现债权人不同），在寄出该信息之前，我们须停止催收。",
        ),
        channels=_WRITTEN,
    ),
    _sentence(
        "cfpb",
        Text("Where the regulator explains rights", "监管机构权利说明"),
        Text(
            "Learn more about your rights under federal law: www.cfpb.gov/debt-collection.",
            "进一步了解联邦法律赋予您的权利：www.cfpb.gov/debt-collection。",
        ),
        channels=_WRITTEN,
    ),
    _sentence(
        "prompts",
        Text("The form to answer by", "回复栏"),
        Text(
            "How do you want to respond? Check all that apply:\n"
            "[ ] I want to dispute the debt because I think:\n"
            "    [ ] This is not my debt.\n"
            "    [ ] The amount is wrong.\n"
            "    [ ] Other (please describe on the reverse or attach additional information).\n"
            "[ ] I want you to send me the name and address of the original creditor.\n"
            "[ ] I enclosed this amount: ________\n"
            "Mail this form to: {lender}, {lender_address}",
            "请选择您的答复（可多选）：\n"
            "[ ] 我对该债务有异议，因为：\n"
            "    [ ] 这不是我的债务。\n"
            "    [ ] 金额有误。\n"
            "    [ ] 其他（请在背面说明或附上补充材料）。\n"
            "[ ] 请向我提供原始债权人的名称与地址。\n"
            "[ ] 随函附上款项：________\n"
            "请寄回：{lender}，{lender_address}",
        ),
        channels=frozenset({LETTER}),
    ),
)

FIELDS: Mapping[str, Field] = {each.name: each for each in (*_PLAIN, *_SENTENCES)}
"""Every field there is, by its name."""

BRACES = re.compile(r"\{([^{}]*)\}")
"""A field as it stands in a text."""


def written(name: str, value: Value, language: str) -> str:
    """A value as the field of this name says it in a language.

    Money with its currency, days in the language's words. Raises Refused, naming the field, for a
    value of another kind; KeyError for a field that there isn't.
    """
    kind = FIELDS[name].kind
    if kind == "money" and isinstance(value, Money):
        return _amount(value, language)
    if kind == "date" and isinstance(value, date):
        return _day(value, language)
    if kind in SHAPES and isinstance(value, str | Text):
        said = value.in_language(language) if isinstance(value, Text) else value
        if SHAPES[kind].fullmatch(said):
            return said
    label = FIELDS[name].label
    raise Refused(
        Text(
            f"The field {{{name}}} ({label.en}) can't be filled with this; it takes a value of "
            f"the kind “{kind}”.",
            f"字段{{{name}}}（{label.zh}）的值类型不符，应为“{kind}”。",
        )
    )


def _amount(value: Money, language: str) -> str:
    if not language.lower().startswith("zh"):
        return str(value)
    return CURRENCIES.get(value.currency, "{} " + value.currency).format(f"{value.amount:,}")


def _day(on: date, language: str) -> str:
    return Text(f"{on.day} {on:%B %Y}", f"{on.year}年{on.month}月{on.day}日").in_language(language)


def needs(name: str, channel: str) -> tuple[str, ...]:
    """The values that a field asks for on a channel: its own, or those in its sentence."""
    field = FIELDS[name]
    if field.says is None:
        return (name,)
    said = field.sentence(channel)
    return tuple(dict.fromkeys(BRACES.findall(said.en)))
