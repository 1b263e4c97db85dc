"""The words of a notice by post about what is overdue, by law: fixed, as the law asks for items.

A part whose values are not known is left out; `items.refuse_incomplete` then names what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from fairdue.kernel.text import Text

NOTICE = "arrears_notice"
"""The template's name on permits and messages, whatever the law."""
TITLE = Text("Notice of what is overdue", "逾期通知函")

SEAL = "business_seal"


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, and the items of the law that it shows."""

    items: tuple[str, ...]
    text: Text

    def said(self, language: str, values: Mapping[str, str]) -> str | None:
        """The words with the values put in, or None where one of them isn't known."""
        words = self.text.in_language(language)
        needed = {name for _, name, _, _ in Formatter().parse(words) if name}
        if not all(values.get(name) for name in needed):
            return None
        return words.format_map(values)


SUBJECT = Text("{lender}: about your card account", "{lender}：关于您的信用卡账户")

CHINA = (
    Part(("cardholder_name",), Text("Dear {name},", "尊敬的{name}：")),
    Part(
        ("balance",),
        Text(
            "At the end of {on} you owed the following on your credit card:\n\n{accounts}",
            "截至{on}日终，您的信用卡欠款情况如下：\n\n{accounts}",
        ),
    ),
    Part(
        ("reason_and_law",),
        Text(
            "We write because a payment was not made as agreed. You owe it under the contract "
            "for your card and Article 579 of the Civil Code.",
            "因您未按约定还款，特致此函。上述款项的依据为您与本机构签订的信用卡领用合约，"
            "以及《中华人民共和国民法典》第五百七十九条。",
        ),
    ),
    Part(
        ("rights_and_duties",),
        Text(
            "You are to pay as the contract says. You have the right to check the figures, to "
            "object to them, to complain, and to ask for payment by instalments that you can "
            "afford; we answer in writing.",
            "您应当按照合约履行还款义务。您有权核对账目、提出异议、进行投诉，"
            "也可以根据自身还款能力申请分期还款，我们将书面答复。",
        ),
    ),
    Part(
        ("ways_to_check_pay_object_submit_evidence", "bank_contact"),
        Text(
            "To check, pay, object or hand in evidence: {home}, or {contact}.",
            "查询账务、还款、提出异议或提交证据，请登录{home}，或联系我们：{contact}。",
        ),
    ),
)
UNITED_STATES = (
    Part(
        ("collector_disclosure", "creditor_now"),
        Text(
            "{lender} is trying to collect a debt that you owe to {lender}. We will use any "
            "information you give us to help collect the debt.",
            "{lender}正就您欠{lender}的债务进行催收，您提供的任何信息都将用于催收。",
        ),
    ),
    Part(
        ("account_number", "itemization_date", "itemization_amount"),
        Text(
            "Account number\t{account}\nOn {itemization_on} you owed\t{itemization_amount}",
            "账号\t{account}\n{itemization_on}的欠款\t{itemization_amount}",
        ),
    ),
    Part(
        ("interest", "fees", "payments", "credits", "current_amount"),
        Text(
            "Interest since then\t{interest}\nFees since then\t{fees}\nPayments since then\t"
            "{payments}\nCredits since then\t{credits}\nTotal amount of the debt now\t{owed}",
            "此后的利息\t{interest}\n此后的费用\t{fees}\n此后的还款\t{payments}\n"
            "此后的贷记\t{credits}\n当前欠款总额\t{owed}",
        ),
    ),
    Part(
        ("dispute_rights", "end_date"),
        Text(
            "Call or write to us by {end_on} to dispute all or part of the debt. If you do not, "
            "we will assume that our information is correct. If you write to us by {end_on}, we "
            "must stop collection on any amount you dispute until we send you information that "
            "shows you owe the debt.",
            "如对全部或部分债务有异议，请于{end_on}前来电或来函。逾期未提出的，我们将认为信息无误。"
            "如您于{end_on}前书面提出异议，在向您寄送证明材料之前，我们将停止对异议部分的催收。",
        ),
    ),
    Part(
        ("original_creditor_right",),
        Text(
            "Write to ask for the name and address of the original creditor, if different from "
            "the current creditor. If you write by {end_on}, we must stop collection until we "
            "send you that information.",
            "如原债权人与现债权人不同，您可以来函查询其名称和地址。如您于{end_on}前来函，"
            "在寄送该信息之前我们将停止催收。",
        ),
    ),
    Part(
        ("cfpb_website",),
        Text(
            "Learn more about your rights under federal law: www.cfpb.gov/debt-collection.",
            "了解您在联邦法律下的权利：www.cfpb.gov/debt-collection。",
        ),
    ),
    Part(
        ("prompts",),
        Text(
            "How do you want to respond? Tick, cut off and send to {contact}.\n"
            "☐ I want to dispute the debt because I think: ☐ This is not my debt. "
            "☐ The amount is wrong. ☐ Other (please describe on reverse).\n"
            "☐ I want you to send me the name and address of the original creditor.\n"
            "☐ I enclosed this amount: ____",
            "您希望如何回复？请勾选、裁下并寄至：{contact}。\n"
            "☐ 我对债务有异议，因为：☐ 这不是我的债务。☐ 金额有误。☐ 其他（请在背面说明）。\n"
            "☐ 请告知原债权人的名称和地址。\n☐ 随函附上金额：____",
        ),
    ),
)
UNITED_KINGDOM = (
    Part(("names_and_addresses",), Text("Dear {name},", "尊敬的{name}：")),
    Part(
        ("given_under_the_act",),
        Text(
            "Notice of sums in arrears. This notice is given in compliance with the Consumer "
            "Credit Act 1974 because you are behind with your payments.",
            "欠款通知。因您未按期还款，特依据《1974年消费信贷法》发出本通知。",
        ),
    ),
    Part(
        ("agreement", "missed_payments"),
        Text(
            "Your credit card agreement, at the end of {on}:\n\n{accounts}",
            "您的信用卡协议，截至{on}日终：\n\n{accounts}",
        ),
    ),
    Part(
        ("talk_to_us",),
        Text(
            "Please talk to us about your account: {contact}. The sooner you do, the more we can "
            "do to help.",
            "请就您的账户与我们联系：{contact}。越早联系，我们越能提供帮助。",
        ),
    ),
    Part(
        ("information_sheet",),
        Text(
            "The Financial Conduct Authority's arrears information sheet, {enclosed}, is enclosed. "
            "It tells of your rights and where to get free advice.",
            "随函附上英国金融行为监管局的欠款信息单（{enclosed}），其中说明您的权利以及免费咨询途径。",
        ),
    ),
)
PARTS: Mapping[str, tuple[Part, ...]] = {
    "CN": CHINA,
    "US": UNITED_STATES,
    "UK": UNITED_KINGDOM,
}
BY_LAYOUT: Mapping[str, frozenset[str]] = {
    "CN": frozenset({SEAL}),
    "US": frozenset({"collector_name_and_address", "consumer_name_and_address"}),
    "UK": frozenset(),
}
"""Items that every letter shows: sender and recipient above, the place for the seal below."""
