"""A short text in both of the product's languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in English and in Chinese."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The Chinese text for any `zh…` language code, else the English one."""
        return self.zh if language.lower().startswith("zh") else self.en

    def as_dict(self) -> dict[str, str]:
        """For JSON: {"en": …, "zh": …}."""
        return {"en": self.en, "zh": self.zh}

    def __str__(self) -> str:
        return self.en


def day_in_words(on: date) -> Text:
    """A day, always with its year: 12 Sep 2025; 2025年9月12日."""
    return Text(f"{on.day} {on:%b %Y}", f"{on.year}年{on.month}月{on.day}日")
