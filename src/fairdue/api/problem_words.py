"""The words for what pydantic finds wrong with a request, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairdue.kernel.text import Text

TITLES = {
    400: Text("Unreadable request", "请求无法读取"),
    401: Text("Not signed in", "未认证"),
    403: Text("Not allowed", "权限不足"),
    404: Text("Not found", "不存在"),
    405: Text("Method not allowed", "不支持的请求方法"),
    409: Text("In the way of another change", "与其他变更冲突"),
    413: Text("Too large", "内容过大"),
    422: Text("Can't be done", "无法办理"),
    429: Text("Too many calls", "调用过于频繁"),
    500: Text("A fault of ours", "系统故障"),
}

WORDS = {
    "missing": ("is missing", "缺少此项"),
    "extra_forbidden": ("is not known here; leave it out", "不支持此项，请删除"),
    "string_type": ("must be text", "须为字符串"),
    "string_too_short": ("must have at least {min_length} characters", "至少{min_length}个字符"),
    "string_too_long": ("must have at most {max_length} characters", "至多{max_length}个字符"),
    "string_pattern_mismatch": ("must fit {pattern}", "须符合格式{pattern}"),
    "string_unicode": ("must be valid Unicode", "须为有效的Unicode文本"),
    "int_type": ("must be a whole number", "须为整数"),
    "int_parsing": ("must be a whole number", "须为整数"),
    "int_parsing_size": ("is too large a number", "数值过大"),
    "int_from_float": ("must be a whole number", "须为整数"),
    "bool_type": ("must be true or false", "须为true或false"),
    "bool_parsing": ("must be true or false", "须为true或false"),
    "greater_than": ("must be more than {gt}", "须大于{gt}"),
    "greater_than_equal": ("must be {ge} or more", "不得小于{ge}"),
    "less_than": ("must be less than {lt}", "须小于{lt}"),
    "less_than_equal": ("must be {le} or less", "不得大于{le}"),
    "literal_error": ("must be one of {expected}", "须为以下之一：{expected}"),
    "enum": ("must be one of {expected}", "须为以下之一：{expected}"),
    "list_type": ("must be a list", "须为数组"),
    "too_long": ("must have at most {max_length} items", "至多{max_length}项"),
    "too_short": ("must have at least {min_length} items", "至少{min_length}项"),
    "model_attributes_type": ("must be an object", "须为对象"),
    "model_type": ("must be an object", "须为对象"),
    "dict_type": ("must be an object", "须为对象"),
}
"""By pydantic's code; `{…}` are filled in from its context."""


def words_of(error: Mapping[str, Any]) -> Text:
    """What to change. Our own checks bring their words along."""
    context = error.get("ctx") or {}
    if "zh" in context:
        return Text(str(error["msg"]), str(context["zh"]))
    en, zh = WORDS.get(str(error["type"]), ("is not valid here", "此项无效"))
    return Text(en.format_map(_Known(context)), zh.format_map(_Known(context)))


class _Known(dict[str, Any]):
    """A context with dots for what it lacks."""

    def __missing__(self, key: str) -> str:
        return "…"
