"""What codes of the rules about talks are called; see `rule_words`."""

from __future__ import annotations

PARAMETERS = {
    "share_percent_by_risk": "各风险抽检比例",
    "drawn_least": "每人最少抽检数",
    "calibration_percent": "双人评分比例",
    "risk_by_outcome": "按结果划分的通话风险",
    "complaint_days": "投诉关联期限",
    "look_back_days": "回溯期限",
    "score_pass_percent": "评分合格线",
    "score_appeal_days": "申诉期限",
    "score_answer_days": "申诉处理期限",
    "barring_kinds": "即时暂停证书的类别",
    "kappa_least": "Kappa提示下限",
    "talk_steps": "通话步骤",
    "grave_kinds": "须双人复核的类别",
    "review_severity_by_kind": "质检类别的严重程度",
    "said_first": "开场必说内容及条款",
    "task_days": "任务期限",
    "tasks_by_kind": "确认后产生的任务",
}
UNITS = {
    "percent of each collector's talks by risk": "百分比（按催收员与风险）",
    "talks per collector and draw": "通/人/次抽检",
    "percent of what is drawn": "百分比（占抽中通话）",
    "outcomes by risk": "结果（按风险）",
    "kinds": "类别",
    "kappa": "Kappa系数",
    "steps by law": "步骤（按法域）",
    "tasks by kind of finding": "任务（按类别）",
    "what must be said, and the rule, by law": "必说内容与条款（按法域）",
}
TOPICS = {"scoring": "通话评分", "script": "话术", "talks": "通话质检"}

VALUES = {
    "cause": "逾期原因",
    "close": "结束语",
    "coach": "辅导催收员",
    "code": "步骤",
    "lawful_after_all": "事后认定合法",
    "opening": "开场",
    "options": "可选方案",
    "protect": "考虑保护标记",
    "record": "登记客户所述",
    "rule": "条款",
    "say": "话术",
    "template": "修改模板",
    "title": "名称",
    "verify": "核实身份",
}
"""Values of these packs' lists; see value_words."""
