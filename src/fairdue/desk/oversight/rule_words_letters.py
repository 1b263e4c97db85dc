"""What the codes of packs about letters on paper are called in Chinese; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "window": "信封窗口",
    "both_sides": "双面打印",
    "letters_per_batch_max": "每批信函数上限",
    "days_waiting_max": "等待汇总天数上限",
}
UNITS = {
    "paper, and millimetres of the address, by law": "纸张及地址区（毫米，按适用法律）",
    "letters": "封",
}
TOPICS = {"arrears_letters": "欠款通知"}

VALUES = {
    "a4": "A4纸",
    "height": "高",
    "left": "左边距",
    "paper": "纸张",
    "top": "上边距",
    "width": "宽",
}
"""Values of these packs' lists; see value_words."""
