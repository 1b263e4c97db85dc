"""What codes of the rules about wording are called; see `rule_words`."""

from __future__ import annotations

PARAMETERS = {
    "characters_of_a_sentence_max": "单句字数上限",
    "rule_by_kind": "各类发现对应条款",
    "severity_by_kind": "各类发现的严重程度",
    "words_of_a_sentence_max": "单句词数上限",
}
UNITS = {
    "characters": "字",
    "words of a sentence": "词",
    "rule by kind": "条款（按类别）",
    "severity by kind": "严重程度（按类别）",
}
TOPICS = {"wording": "用语"}
VALUES = {
    "harassment": "骚扰",
    "profanity": "粗口",
    "false_legal_step": "不实法律程序",
    "penal": "刑事后果",
    "private_account": "私人账户",
    "pressure": "施压语气",
    "names_debt": "提及债务",
    "amount": "金额",
    "date": "日期",
    "required": "必备内容",
    "readability": "易读性",
    "blocks": "阻止",
    "warns": "提醒",
    "hint": "提示",
}
