"""Opens the line that FAIRDUE_PHONE_URL names."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from fairdue.kernel.text import Text
from fairdue.telephony import ari, esl
from fairdue.telephony.ari import AriLine
from fairdue.telephony.baresip import BaresipLine, address
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
        raise _unknown()
    return _LINES[scheme](wanted)


def dials_by_itself() -> bool:
    """Does this installation have an exchange? Opens nothing."""
    return bool(settings.PHONE_URL)


def described(url: str | None = None) -> Text:
    """What carries calls here, for the doctor. Reads the address and looks for programs only.

    Raises LineError that says what is wrong.
    """
    wanted = settings.PHONE_URL if url is None else url
    scheme = wanted.partition(":")[0]
    if not wanted:
        return Text(
            "collectors dial by hand, as no exchange is set", "催收员自行拨号（未接入交换系统）"
        )
    if scheme == "baresip":
        trunk = address.trunk_of(wanted)
        address.program()
        address.modules()
        return Text(f"baresip, through {trunk.proxy}", f"baresip，经由 {trunk.proxy}")
    if scheme not in _LINES:
        raise _unknown()
    name, read = (
        ("FreeSWITCH", esl.exchange_at) if scheme == "esl" else ("Asterisk", ari.exchange_at)
    )
    exchange = read(wanted)
    if exchange.shared is not None:
        exchange.shared_folder()
    where = f"{exchange.host}:{exchange.port}"
    return Text(f"{name} at {where}", f"{name}，地址 {where}")


def _unknown() -> LineError:
    return LineError(
        Text(
            "FAIRDUE_PHONE_URL must begin with one of: " + ", ".join(_LINES) + ".",
            "FAIRDUE_PHONE_URL 须以下列之一开头：" + "、".join(_LINES) + "。",
        )
    )
