"""What codes of the rules about connected systems and mail are called; see `rule_words`."""

from __future__ import annotations

PARAMETERS = {
    "answer_seconds_max": "应答等待上限",
    "answers_kept_hours": "应答保留时长",
    "calls_per_minute_max": "每分钟调用次数上限",
    "dead_address_codes": "表明地址无效的代码",
    "first_wait_seconds": "首次重试间隔",
    "former_secret_hours": "旧密钥并用时长",
    "token_days_max": "令牌最长有效期",
    "tolerance_seconds": "签名时刻允许误差",
    "wait_seconds_max": "重试间隔上限",
    "webhook_attempts_max": "发送次数上限",
}
UNITS = {
    "enhanced status codes": "增强状态码",
    "calls per token and minute": "次/令牌·分钟",
    "hours": "小时",
}
TOPICS = {"connected_systems": "对接系统", "returned_mail": "退信"}
