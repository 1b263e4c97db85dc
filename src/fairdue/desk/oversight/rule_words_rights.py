"""What the codes of packs about a cardholder's rights are called in Chinese; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "complaints": "投诉求助机构",
    "credit_records": "征信求助机构",
    "exports_per_day_max": "每日导出次数上限",
}
UNITS = {
    "authority by law": "机构（按适用法律）",
    "exports in 24 hours": "次/24小时",
}
TOPICS = {"authorities": "求助机构", "own_file": "本人档案"}
