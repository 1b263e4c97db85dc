"""Names of channels and outcomes in both languages at once, for texts that keep both."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import override

from fairdue.kernel.text import Text

OPEN = Text("in progress", "进行中")


def in_both(label: str | Promise) -> Text:
    """A translatable label in English and in Chinese."""
    with override("en"):
        english = str(label)
    with override("zh-hans"):
        return Text(english, str(label))
