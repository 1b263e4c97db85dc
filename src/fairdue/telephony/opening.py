"""Opens the line that FAIRDUE_PHONE_URL names."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from fairdue.kernel.text import Text
from fairdue.telephony.ari import AriLine
from fairdue.telephony.baresip import BaresipLine
from fairdue.telephony.by_hand import ByHand
from fairdue.telephony.esl import EslLine
from fairdue.telephony.line import Line, LineError

_LINES: dict[str, Callable[[str], Line]] = {
    "baresip": BaresipLine,
    "ari+http": AriLine,
    "ari+https": AriLine,
    "esl": EslLine,
}


def line(url: str | None = None) -> Line:
    """The line of this installation, opened; without a setting, collectors dial by hand.

    Raises LineError that says what is wrong with the address, or what is missing here.
    """
    wanted = settings.PHONE_URL if url is None else url
    if not wanted:
        return ByHand()
    scheme = wanted.partition(":")[0]
    if scheme not in _LINES:
        raise LineError(
            Text(
                "FAIRDUE_PHONE_URL must begin with one of: " + ", ".join(_LINES) + ".",
                "FAIRDUE_PHONE_URL 须以下列之一开头：" + "、".join(_LINES) + "。",
            )
        )
    return _LINES[scheme](wanted)


def dials_by_itself() -> bool:
    """Does this installation have an exchange? Opens nothing."""
    return bool(settings.PHONE_URL)
