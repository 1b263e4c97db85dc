"""Chinese words for the parameters of recordings and of the dialler; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "announces": "是否播放提示音",
    "cases_tried": "连续搁置案件数上限",
    "closes": "停止时间",
    "collector_seconds": "催收员话机振铃秒数",
    "listening_minutes": "录音可播放时间",
    "opens": "开始时间",
    "pause_seconds": "两次拨打的间隔",
    "records": "是否录音",
    "ring_seconds": "客户电话振铃秒数",
    "uploads_mb": "上传录音大小上限",
}

UNITS = {
    "cases": "件",
    "megabytes": "MB",
    "seconds between two calls": "两次通话间隔秒数",
}

TOPICS = {
    "dialler": "渐进式外呼",
    "recordings": "通话录音",
}
