"""Words that many definitions share."""

from __future__ import annotations

from fairdue.kernel.text import Text

NOBODY = Text("None.", "无。")
