"""Chinese words for the parameters of hours and of looking after collectors; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "shift_minutes": "班次时长",
    "overtime_minutes_max": "加班时长上限",
    "pause_after_minutes": "应休息的连续工作时长",
    "pause_minutes": "休息时长",
    "day_from": "派案开始时刻",
    "day_until": "派案结束时刻",
    "severity": "事件分值",
    "respite_minutes": "恢复时长",
    "rest_hours": "案件静置时长",
    "window_days": "承担分值回看天数",
    "history_days": "辱骂记录回看天数",
    "complaint_points": "未结投诉分值",
    "hard_from": "困难案件起始分值",
    "evidence_days": "证据保全天数",
    "people_least": "统计展示最少人数",
}

UNITS = {
    "points by kind of incident": "分（按事件性质）",
    "minutes by kind of incident": "分钟（按事件性质）",
    "hours by kind of incident": "小时（按事件性质）",
    "points": "分",
    "people": "人",
}

TOPICS = {"working_hours": "工时与休息", "care": "催收员关怀"}
