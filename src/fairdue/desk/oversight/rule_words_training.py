"""Chinese words for the parameters of training; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "certificate_months": "证书有效月数",
    "course_by_finding": "按质检结果指派的课程",
    "courses_by_role": "各角色须学课程",
    "exercise_days": "练习完成期限",
    "pass_percent": "及格比例",
    "remind_days": "到期提醒天数",
    "sittings_per_day_max": "每日测试次数上限",
}

UNITS = {
    "percent": "百分比",
    "calendar days by reason": "自然日（按事由）",
    "course by kind of finding": "课程（按质检结果类别）",
    "courses by role": "课程（按角色）",
    "sittings of a course per person and day": "次/课程/人/日",
}

TOPICS = {"training": "培训与资格"}

VALUES = {
    "assigned": "主管指派",
    "contact": "触达规则",
    "finding": "质检问题",
    "law": "新规",
    "visitor": "外访员",
    "visits": "外访",
}
"""Values of these packs' lists; see value_words."""
