"""Chinese words for the parameters of reports of a period; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "confidence_percent": "置信水平",
    "made_from": "编制时间",
    "missed_max": "补制期数上限",
    "recounted_days": "重算天数",
    "tries_max": "发送次数上限",
}

UNITS = {
    "periods": "期",
    "tries": "次",
}

TOPICS = {
    "reports": "日报、周报与月报",
}
