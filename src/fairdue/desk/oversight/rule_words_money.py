"""Chinese words for the parameters of payments, interest and agreements; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "backdated_days_max": "可补记的最多天数",
    "bears_interest": "计息的余额组成部分",
    "charges_order": "息费冲抵顺序",
    "match_days_max": "视为同一笔还款的最大日期差",
    "unconfirmed_days": "待确认天数",
}

UNITS = {
    "calendar days before the day it is reported": "报告日之前的自然日数",
    "calendar days after it is reported": "报告日之后的自然日数",
    "calendar days between the two dates": "两个日期相差的自然日数",
    "share per day by currency": "按币种的每日比例",
}

TOPICS: dict[str, str] = {}
