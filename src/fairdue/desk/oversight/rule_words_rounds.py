"""Chinese words for the parameters of planning visits; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "broken_min": "最少违约次数",
    "days_ahead_max": "最多提前天数",
    "days_past_due_min": "最少逾期天数",
    "days_unreached_min": "最少失联天数",
    "detour_percent": "绕行系数",
    "out_hours_max": "未交记录的最长时限",
    "service_minutes": "上门用时",
    "solving_seconds": "排程计算时长",
    "speed_kmh": "平均车速",
    "tries_min": "最少尝试次数",
    "uncertain_metres": "定位误差",
    "visits_per_team_max": "每组每日外访上限",
    "worth_km": "可绕行里程",
}

UNITS = {
    "contacts": "次",
    "hours after the window": "时段结束后小时数",
    "kilometres": "公里",
    "kilometres an hour": "公里/小时",
    "metres by level of place": "米（按定位精度）",
    "percent of a straight line": "占直线距离的百分比",
    "promises and agreements": "次（承诺与协议）",
    "visits per team and day": "次/组/日",
}

TOPICS = {"visit_rounds": "外访排程"}
