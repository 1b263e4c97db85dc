"""The items that the law wants on a notice by post, and the refusal that names the missing one.

China: CN-LTR-01. United States: us.regf.34c.content. United Kingdom: uk.cca.86C.content. Which
items those are, and where that stands, is in the law packs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation

RULES: Mapping[str, str] = {
    "CN": "CN-LTR-01",
    "US": "us.regf.34c.content",
    "UK": "uk.cca.86C.content",
}
"""The rule that lists the items of a notice, by law. Each has them as `items`."""

WORDS = {
    "cardholder_name": Text("the cardholder's name", "持卡人姓名"),
    "balance": Text("the balance", "欠款余额"),
    "reason_and_law": Text("why it is owed and by which law", "催收事由及依据"),
    "rights_and_duties": Text("rights and duties", "持卡人的权利义务"),
    "ways_to_check_pay_object_submit_evidence": Text(
        "how to check, pay, object and hand in evidence", "查询、还款、异议及提供证据的途径"
    ),
    "bank_contact": Text("how to reach the lender", "发卡银行联系方式"),
    "business_seal": Text("the place for the business seal", "业务公章"),
    "collector_disclosure": Text("that it comes from a debt collector", "催收人身份声明"),
    "collector_name_and_address": Text("the sender's name and address", "催收人名称与地址"),
    "consumer_name_and_address": Text("the customer's name and address", "消费者姓名与地址"),
    "account_number": Text("the account number", "账号"),
    "creditor_now": Text("the creditor", "现债权人"),
    "itemization_date": Text("the itemization date", "分项日期"),
    "itemization_amount": Text("the amount on the itemization date", "分项日期的金额"),
    "interest": Text("interest since then", "此后的利息"),
    "fees": Text("fees since then", "此后的费用"),
    "payments": Text("payments since then", "此后的还款"),
    "credits": Text("credits since then", "此后的贷记"),
    "current_amount": Text("the amount owed now", "当前欠款"),
    "end_date": Text("the end of the validation period", "核实期截止日"),
    "dispute_rights": Text("the right to dispute", "提出异议的权利"),
    "original_creditor_right": Text(
        "the right to learn the original creditor", "询问原债权人的权利"
    ),
    "cfpb_website": Text("the CFPB's website", "CFPB 网站"),
    "prompts": Text("the form for answering", "回执选项"),
    "given_under_the_act": Text(
        "that the notice is given under the Act and why", "依法发出及其原因"
    ),
    "names_and_addresses": Text("names and addresses of both", "双方名称与地址"),
    "agreement": Text("which agreement it is about", "所涉协议"),
    "missed_payments": Text("the payments that were missed", "未按期支付的款项"),
    "talk_to_us": Text("that the customer may talk to us", "鼓励与本机构沟通"),
    "information_sheet": Text(
        "that the FCA's information sheet is enclosed", "随附的FCA欠款信息单"
    ),
}
"""What an item is called to people. One without words goes by its code."""


class LetterIncomplete(Refused):
    """A notice lacks what the law wants on it; `items` are the codes of what is missing."""

    def __init__(self, rule: str, items: Sequence[str], citation: Citation | None) -> None:
        names = [WORDS.get(item, Text(item, item)) for item in items]
        source = citation.source if citation else Text(rule, rule)
        super().__init__(
            Text(
                f"The letter lacks what {source.en} asks for: "
                f"{'; '.join(name.en for name in names)}.",
                f"函件缺少{source.zh}要求载明的事项：{'、'.join(name.zh for name in names)}。",
            )
        )
        self.items = tuple(items)


def refuse_incomplete(
    shown: Collection[str], items: Sequence[str], *, rule: str, citation: Citation | None
) -> None:
    """Raise LetterIncomplete unless every item is shown."""
    missing = [item for item in items if item not in shown]
    if missing:
        raise LetterIncomplete(rule, missing, citation)
