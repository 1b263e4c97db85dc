"""What this room writes to a person. Never a word about a debt: a phone may be shared. Pure."""

from __future__ import annotations

from fairdue.kernel.text import Text


def code_message(code: str, until: str, firm: Text) -> tuple[Text, Text]:
    """Subject and text of the message with a one-time code; `until` is a local time, 10:45."""
    return (
        Text(f"Your code: {code}", f"您的验证码：{code}"),
        Text(
            f"Your code for signing in to {firm.en} is {code}. It is valid until {until}.\n\n"
            "Nobody from us will ever ask you for it. If you did not ask for a code, you need do "
            "nothing: without it nobody can sign in.",
            f"您登录{firm.zh}的验证码为 {code}，{until} 前有效。\n\n"
            "我们的工作人员绝不会向您索要验证码。如非本人操作，请忽略本消息，他人无此验证码无法登录。",
        ),
    )


def locked_message(until: str, firm: Text) -> tuple[Text, Text]:
    """Subject and text that tell a person of wrong codes; `until` is a local time."""
    return (
        Text("Wrong codes were typed for you", "有人多次输入错误验证码"),
        Text(
            f"Somebody typed wrong codes to sign in to {firm.en} as you. Nobody got in. "
            f"Signing in is possible again after {until}.\n\n"
            "If it was not you, you need do nothing. Give no code to anybody who calls.",
            f"有人以您的身份登录{firm.zh}时多次输入错误验证码，未能登录。{until} 后可再次尝试。\n\n"
            "如非本人操作，您无需处理；请勿将验证码告知任何来电者。",
        ),
    )
