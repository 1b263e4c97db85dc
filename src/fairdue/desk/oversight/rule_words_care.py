"""Chinese words for the parameters of hours and of looking after collectors; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "shift_minutes": "班次时长",
    "overtime_minutes_max": "加班时长上限",
    "pause_after_minutes": "应休息的连续工作时长",
    "pause_minutes": "休息时长",
    "day_from": "派案开始时刻",
    "day_until": "派案结束时刻",
}

UNITS: dict[str, str] = {}

TOPICS = {"working_hours": "工时与休息"}
