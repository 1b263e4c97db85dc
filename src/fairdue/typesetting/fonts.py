"""A font with Chinese glyphs, which pages need in either language, because names are Chinese."""

from __future__ import annotations

import functools

CJK_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "Microsoft YaHei",
)


class FontMissingError(RuntimeError):
    """No font with Chinese glyphs is on the machine; the message says what to install."""


@functools.cache
def cjk_family() -> str:
    """The first known font family with Chinese glyphs. Raises FontMissingError."""
    import typst

    families = {family.lower(): family for family in typst.Fonts().families()}
    for family in CJK_FAMILIES:
        if family.lower() in families:
            return str(families[family.lower()])
    raise FontMissingError(
        "No font with Chinese characters was found, so a PDF can't be set. Install one, for "
        "example the package fonts-noto-cjk (Debian, Ubuntu) or google-noto-sans-cjk-fonts "
        "(Fedora), and start Fairdue again."
    )
