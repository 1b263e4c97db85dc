"""Chinese words for the parameters of the strategy's rule packs; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "accounts_min": "账户数下限",
    "age_may_predict": "可否以年龄评分",
    "alarm_from": "告警起点",
    "block_days": "区段天数",
    "cost_minor": "成本",
    "day_step": "取样间隔天数",
    "due_max_minor": "计入逾期金额上限",
    "happened_min": "发生与未发生账户各自下限",
    "history_days": "历史天数",
    "horizon_days": "成效计算天数",
    "legal_per_day": "每日法务评估件数",
    "letters_per_day": "每日信函件数",
    "messages_per_day": "每日消息条数",
    "minutes": "单次所需分钟数",
    "pays_permille": "未经联系的还款概率",
    "rows_per_day_max": "每日样本上限",
    "shift_minutes": "每班可用分钟数",
    "team_change_minor": "更换小组的损失",
    "uplift_permille": "联系提升率",
    "visits_per_team": "每组每日外访次数",
    "watch_from": "关注起点",
    "weight_permille": "币种排序权重",
}

UNITS = {
    "count": "个",
    "index": "指数",
    "legal reviews per day": "件/日",
    "letters per day": "件/日",
    "messages per day": "条/日",
    "minor units of the valuation": "分（统一估值，仅用于排序）",
    "minor units of the valuation by treatment": "分（统一估值，按催收动作）",
    "minutes by treatment": "分钟（按催收动作）",
    "minutes per collector and day": "分钟/人/日",
    "visits per team and day": "次/组/日",
    "‰ by bucket": "‰（按账龄段）",
    "‰ of a fen per minor unit of a currency": "‰分（每最小货币单位，按币种）",
    "‰ of the amount past due by treatment and bucket": "占逾期金额的‰（按催收动作与账龄段）",
}

TOPICS = {
    "capacity": "产能",
    "scores": "评分",
    "scoring": "评分与自动化决策",
}
