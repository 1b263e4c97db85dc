"""What a month is called, in words."""

from __future__ import annotations

from fairdue.credit_record.rules.pboc_status import WORST_DIGIT
from fairdue.credit_record.rules.reporting import METRO2, PBOC, Held
from fairdue.kernel.text import Text

_MISSED = {
    str(count): Text(
        f"{count} minimum payments missed in a row"
        if count > 1
        else "The minimum payment was missed",
        f"连续{count}期未还最低还款额",
    )
    for count in range(1, WORST_DIGIT)
} | {
    str(WORST_DIGIT): Text(
        f"{WORST_DIGIT} minimum payments or more missed in a row",
        f"连续{WORST_DIGIT}期及以上未还最低还款额",
    )
}
_LATE = {
    str(number): Text(f"{first} to {first + 29} days late", f"逾期{first}至{first + 29}天")
    for number, first in enumerate(range(30, 180, 30), 1)
}
MEANINGS: dict[str, dict[str, Text]] = {
    PBOC: _MISSED
    | {
        "N": Text("Paid as agreed", "正常还款"),
        "*": Text("Nothing was due", "当月无需还款"),
        "#": Text("Not known", "状态未知"),
        "M": Text("Paid late within the month", "到期日后当月内还清"),
        "A": Text("Billing day changed", "账单日调整，当月未出单"),
        "C": Text("Settled", "结清"),
        "G": Text("Ended otherwise", "结清以外的终止"),
        "D": Text("Paid by a guarantor", "担保人代还"),
        "Z": Text("Settled by assets", "以资抵债"),
        "B": Text("Bad debt", "呆账"),
    },
    METRO2: _LATE
    | {
        "0": Text("Paid on time, or less than 30 days late", "按时还款或逾期不足30天"),
        "E": Text("Nothing was owed", "余额为零"),
        "6": Text("180 days late or more", "逾期180天及以上"),
        "D": Text("Not known", "无记录"),
    },
}

HELD = {
    Held.UNTOLD: Text(
        "Nothing proves that the person was told before", "没有报送前已告知本人的证明"
    ),
    Held.NO_CONSENT: Text("No written consent to reporting", "未取得书面同意"),
    Held.DISPUTED: Text("Disputed, until it is answered", "争议处理中，答复前暂停报送"),
    Held.DELETED: Text("The month was deleted by a correction", "该月记录已更正删除"),
    Held.UNDATED: Text("Nobody knows when the delinquency began", "逾期起始日不明"),
    Held.NOBODY: Text("The issuer's file names no person", "发卡机构文件缺少客户资料"),
    Held.UNFIT: Text("A field has no fit value", "字段值不符合格式"),
}


def meaning(format_name: str, character: str) -> Text:
    """What a month called so says of the person's payments."""
    return MEANINGS[format_name].get(character, Text(character, character))


def held_in_words(reason: str) -> Text:
    """Why an account is held back; of an unfit field, with the field's name."""
    held, _colon, field = reason.partition(":")
    text = HELD[Held(held)]
    return Text(f"{text.en}: {field}", f"{text.zh}：{field}") if field else text
