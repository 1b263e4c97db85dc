"""What the codes of packs about written messages are called in Chinese; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "callback_after_minutes": "承接后回电的间隔",
    "read_within_hours": "人工查阅时限",
    "approval_from_people": "须经批准的人数下限",
    "minutes_until_again": "再次处理前的间隔",
    "people_at_once": "每批处理人数",
    "seconds_ahead": "待发消息的时长上限",
    "electronic": "电子信息必备内容",
    "every_message": "所有信息必备内容",
    "first_items": "首次通知必备内容",
    "later_items": "后续信息必备内容",
    "per_second": "每秒发送上限",
    "phone": "机构电话",
    "postal_address": "机构通信地址",
    "reminder_items": "还款提醒必备内容",
    "sms_segment_price": "短信单价",
    "sms_segments_max": "短信条数上限",
    "tries_max": "单条消息尝试次数上限",
    "wait_seconds": "再次尝试的间隔",
    "windows": "发送时段",
}
UNITS = {
    "hours, by what it is": "小时（按来信类别）",
    "tries of one person": "次/人",
    "minor units by currency": "分（按币种）",
    "segments": "条",
    "telephone number by law": "电话号码（按适用法律）",
    "text by law and language": "文字（按适用法律与语言）",
    "messages a second, by carrier or channel": "条/秒（按发送通道或渠道）",
    "hours of the lender's day, by channel or carrier": "本机构当地时段（按渠道或发送通道）",
    "seconds between two tries of one message": "秒",
    "tries of one message": "次/条",
}
TOPICS = {
    "campaigns": "群发活动",
    "lender": "本机构联系方式",
    "messages": "书面信息",
    "templates": "信息模板",
    "handing_over": "消息发送",
    "answers": "客户来信",
}

VALUES = {
    "lender": "机构名称",
    "outbox": "本机发件箱",
}
"""Values of these packs' lists; see value_words."""
