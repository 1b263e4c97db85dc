"""What the codes of packs about written messages are called in Chinese; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "electronic": "电子信息必备内容",
    "every_message": "所有信息必备内容",
    "first_items": "首次通知必备内容",
    "later_items": "后续信息必备内容",
    "phone": "机构电话",
    "postal_address": "机构通信地址",
    "reminder_items": "还款提醒必备内容",
    "sms_segment_price": "短信单价",
    "sms_segments_max": "短信条数上限",
}
UNITS = {
    "minor units by currency": "分（按币种）",
    "segments": "条",
    "telephone number": "电话号码",
}
TOPICS = {"messages": "书面信息", "templates": "信息模板"}
