"""Chinese words for the parameters of the strategy's rule packs."""

from __future__ import annotations

PARAMETERS = {
    "accounts_min": "账户数下限",
    "age_may_predict": "可否以年龄评分",
    "alarm_from": "告警起点",
    "block_days": "区段天数",
    "day_step": "取样间隔天数",
    "happened_min": "发生与未发生账户各自下限",
    "history_days": "历史天数",
    "rows_per_day_max": "每日样本上限",
    "watch_from": "关注起点",
}
UNITS = {"count": "个", "index": "指数"}
TOPICS = {"scores": "评分", "scoring": "评分与自动化决策"}
