"""What codes of the rules about reaching people are called; see `rule_words`."""

from __future__ import annotations

PARAMETERS = {
    "days_ahead": "向前查看天数",
    "halves_days": "记录权重减半天数",
    "hour_bands": "时段划分",
    "looks_back_days": "回看天数",
    "usual_per_mille": "一般应答率",
    "usual_weight": "一般应答率的权重",
}
UNITS = {
    "answers per thousand contacts by channel": "每千次联系的应答次数（按方式）",
    "contacts": "次联系",
    "local days, today included": "当地自然日（含当日）",
    "local times at which bands of hours begin; the last ends them": "各时段起点，末项为终点",
}
TOPICS = {"reaching": "联系渠道与时段"}
