"""What a screen may show of personal data without a reason."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """The family name only: 张三丰 -> 张**, "Li Wei" -> "Li W*"."""
    text = name.strip()
    if not text:
        return ""
    if text.isascii():
        first, _, rest = text.partition(" ")
        return f"{first} {rest[0]}*" if rest else f"{first[0]}*"
    return text[0] + "*" * (len(text) - 1)


def mask_phone(number: str) -> str:
    """First three and last four digits: 138****0000; of short numbers only the last two."""
    text = number.strip()
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 9 else f"****{text[-2:]}"


def mask_id_number(number: str) -> str:
    """First and last character: 1****************8."""
    text = number.strip()
    return text[0] + "*" * (len(text) - 2) + text[-1] if len(text) > 4 else "*" * len(text)


def mask_email(address: str) -> str:
    """First letter and the domain: l***@example.org."""
    local, at, domain = address.strip().partition("@")
    return f"{local[:1]}***{at}{domain}"


def mask_address(address: str) -> str:
    """The first six characters, which name the province and city."""
    text = address.strip()
    return text[:6] + "***" if text else ""
