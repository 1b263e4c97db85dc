"""Reads what a person types to sign in. Says only what is wrong with its form. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_PHONE = re.compile(r"\+?[\d\s()./-]+")
_SECOND_FACT = re.compile(r"\d{3}[\dX]")
TYPED_LENGTH_MAX = 320


@dataclass(frozen=True, slots=True)
class Typed:
    """A phone number or e-mail address as somebody gave it."""

    kind: Literal["phone", "email"]
    value: str


def contact_typed(text: str) -> Typed:
    """Which kind of contact point this is. Raises Refused for what can be neither."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) <= TYPED_LENGTH_MAX:
        if _EMAIL.fullmatch(plain):
            return Typed("email", plain)
        if _PHONE.fullmatch(plain) and 5 <= sum(map(str.isdigit, plain)) <= 15:
            return Typed("phone", plain)
    raise Refused(
        Text(
            "Type a phone number or an e-mail address in full.",
            "请输入完整的手机号码或邮箱地址。",
        )
    )


def second_fact_typed(text: str) -> str:
    """The four characters, in one spelling. Raises Refused for anything else."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if len(text) <= TYPED_LENGTH_MAX and plain.isascii() and _SECOND_FACT.fullmatch(plain):
        return plain
    raise Refused(
        Text(
            "Type the last four characters of your ID number or card number.",
            "请输入身份证号或银行卡号的后四位。",
        )
    )


def code_typed(text: str) -> str:
    """The digits of what was typed, however they were grouped; anything else is dropped."""
    plain = unicodedata.normalize("NFKC", text[:TYPED_LENGTH_MAX])
    return "".join(character for character in plain if character in "0123456789")
