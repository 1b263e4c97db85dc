"""Chinese words for the parameters of signing in and of contact codes; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "asks_overall": "全部获取次数上限",
    "asks_per_client": "同一来源获取次数上限",
    "asks_per_pair": "同一联系方式与第二要素获取次数上限",
    "asks_per_point": "同一联系方式获取次数上限",
    "back_off": "连续输错后的等待",
    "call_minutes": "通话核验有效时间",
    "call_tries": "通话核验可输错次数",
    "checks_overall": "全部核验次数上限",
    "checks_per_client": "同一来源核验次数上限",
    "code_digits": "验证码位数",
    "code_minutes": "验证码有效时间",
    "days_valid_max": "核验码有效期上限",
    "firm": "本机构名称",
    "link_days": "登录链接有效期",
    "second_facts": "可用的第二要素",
    "session_idle_minutes": "无操作退出时间",
    "session_minutes_max": "登录最长保持时间",
    "tries_per_code": "每个验证码可输错次数",
    "uses_max": "核验码可用次数",
    "wrong_overall": "全部输错次数上限",
    "wrong_per_client": "同一来源输错次数上限",
}

UNITS = {
    "calendar days after it is sent": "自发送起自然日",
    "calendar days by kind": "自然日（按类型）",
    "checks that say genuine, by kind": "核验为真的次数（按类型）",
    "digits": "位",
    "facts on file": "登记信息",
    "minutes after it is asked for": "自获取起分钟",
    "minutes after sign-in": "自登录起分钟",
    "minutes after the call begins": "自通话开始起分钟",
    "minutes by wrong codes in a day": "分钟（按一日内输错次数）",
    "minutes without use": "无操作分钟",
    "text by language": "文本（按语言）",
    "uses in that many minutes": "次数（在所列分钟内）",
    "wrong codes": "次输错",
    "wrong numbers": "次输错",
}

TOPICS = {
    "contact_codes": "联系真伪核验",
    "sign_in": "持卡人登录",
}

VALUES = {
    "card_last4": "卡号后四位",
    "id_number_last4": "证件号后四位",
    "uses": "次数",
}
"""Values of these packs' lists; see value_words."""
