"""Chinese words for what the negotiation's rule packs hold; see rule_words and value_words."""

from __future__ import annotations

PARAMETERS = {
    "figure_max": "单项金额上限",
    "first_due_days": "首期还款间隔天数",
    "household": "家庭成员系数",
    "interest_months": "停计息费月数",
    "kept_after_a_year": "每满一年的履约概率留存",
    "kept_by_burden": "按负担划分的履约概率",
    "light_share": "最轻松方案占比",
    "pause_days": "暂停催收天数",
    "pauses_max": "即时批准次数上限",
    "person_days": "专人复核天数",
    "quick_margin": "单一金额的下浮幅度",
    "ranges": "通常区间",
    "reduced_months": "减额还款月数",
    "savings_share": "备用金比例",
    "score_weight": "评分权重",
    "strength": "假设值的权重",
    "valid_days": "有效天数",
    "varying_margin": "不稳定收入的下浮幅度",
}

UNITS = {
    "calendar days by depth": "自然日（按评估方式）",
    "calendar days to the first instalment": "至首期还款的自然日",
    "chance per mille, by burden up to so many per mille": "千分比概率（按负担千分比上限）",
    "per mille of the cautious end": "占审慎口径金额的千分比",
    "promises": "次承诺",
    "times in the window": "窗口内次数",
    "per mille": "千分比",
    "per mille of the base by person": "占基数的千分比（按成员）",
    "per mille of the base by question, least and most": "占基数的千分比（按项目，下限与上限）",
}

TOPICS = {
    "guidelines": "支出指引",
    "hardship": "困难帮扶",
    "offers": "还款方案建议",
}

VALUES = {
    "care": "赡养及照料",
    "child": "每名儿童",
    "children": "子女抚养与教育",
    "communications": "电话与网络",
    "food": "伙食与日用品",
    "full": "收支评估",
    "further_adult": "每增加一名成人",
    "health": "看病吃药",
    "housing": "房租或房贷",
    "insurance": "保险与社保",
    "other_debts": "其他债务还款",
    "other_spending": "其他支出",
    "personal": "衣物与零用",
    "quick": "快速评估",
    "transport": "交通",
    "utilities": "水电燃气取暖",
}
