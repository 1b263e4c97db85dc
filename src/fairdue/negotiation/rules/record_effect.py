"""What an agreement does to someone's credit record, in plain words. Pure.

Only what the law packs know is said: how long an adverse entry stays, and from when that counts.
"""

from __future__ import annotations

from fairdue.kernel.text import Text

WITHIN = {
    "CN": Text(
        "The overdue entry stays for {years} years after the arrears are paid off, then it must be "
        "deleted (Credit Reporting Regulation art. 16). The sooner it is paid off, the sooner that "
        "begins.",
        "逾期记录自欠款还清之日起保留{years}年，期满应予删除（《征信业管理条例》第16条）。"
        "越早还清，起算越早。",
    ),
    "US": Text(
        "The delinquency may show for {years} years, counted from when it began and not from the "
        "agreement (Fair Credit Reporting Act s. 605).",
        "逾期信息最多展示{years}年，自逾期开始之日起算，不因协议重新起算"
        "（《公平信用报告法》第605条）。",
    ),
    "UK": Text(
        "The agreement may show as an arrangement to pay. A default may be filed after {months} "
        "months of arrears; a plan that is kept may avoid it.",
        "征信可能显示为“还款安排”。欠款满{months}个月可能被报送违约，按约还款或可避免。",
    ),
}
LESS_THAN_ALL = Text(" It may show that less than all was paid.", "征信可能显示为“未足额清偿”。")


def record_effect(jurisdiction: str, *, span: int, waived_principal: bool) -> Text:
    """What the record shows. `span`: years of the law that an adverse entry stays (CN, US), or
    months after which a default may be filed (UK).
    """
    said = WITHIN[jurisdiction]
    unit = {"months": span, "years": span}
    en, zh = said.en.format(**unit), said.zh.format(**unit)
    if waived_principal:
        return Text(en + LESS_THAN_ALL.en, zh + LESS_THAN_ALL.zh)
    return Text(en, zh)
