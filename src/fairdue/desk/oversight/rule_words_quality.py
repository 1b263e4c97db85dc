"""What codes of the rules about talks are called; see `rule_words`."""

from __future__ import annotations

PARAMETERS = {
    "talk_steps": "通话步骤",
    "grave_kinds": "须双人复核的类别",
    "review_severity_by_kind": "质检类别的严重程度",
    "said_first": "开场必说内容及条款",
    "task_days": "任务期限",
    "tasks_by_kind": "确认后产生的任务",
}
UNITS = {
    "steps by law": "步骤（按法域）",
    "tasks by kind of finding": "任务（按类别）",
    "what must be said, and the rule, by law": "必说内容与条款（按法域）",
}
TOPICS = {"script": "话术", "talks": "通话质检"}
