"""A request that can't be met, in words for the person who made it."""

from __future__ import annotations

from fairdue.kernel.text import Text


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    """Something was asked that can't be done; `text` says what, and how to mend it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text
