"""Who acts where it isn't a member of staff: the cardholder, another system, the platform.

Actions take an `Actor`; `people.rules.require` says what it may do, and to whose records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from fairdue.kernel.text import Text
from fairdue.people.rules import ADMINISTRATOR, CARDHOLDER, INTEGRATOR

SYSTEM = "api"
ANSWERING = "inbound"
CAMPAIGN = "campaign"


class Actor(Protocol):
    """Anyone who can act: `people.models.Staff`, a Cardholder, a Machine."""

    @property
    def username(self) -> str:
        """What the journal calls them; never personal data."""

    @property
    def role(self) -> str:
        """One of `rules.EVERY_ROLE`, CARDHOLDER or INTEGRATOR."""

    @property
    def is_active(self) -> bool:
        """Whether they may do anything at all."""


@dataclass(frozen=True, slots=True)
class Cardholder:
    """A customer who proved who they are, acting on their own records and nobody else's."""

    customer_id: int

    role: str = CARDHOLDER
    is_active: bool = True

    @property
    def username(self) -> str:
        """`cardholder:12`."""
        return f"{CARDHOLDER}:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class Answering:
    """Whoever wrote to us from a number or address on a customer's file, as the platform read it.

    It may do what the cardholder may: nothing that it leads to is more than they could ask for.
    """

    customer_id: int

    role: str = CARDHOLDER
    is_active: bool = True

    @property
    def username(self) -> str:
        """`inbound`."""
        return ANSWERING


@dataclass(frozen=True, slots=True)
class Machine:
    """Another system, acting under a token."""

    name: str

    role: str = INTEGRATOR
    is_active: bool = True

    @property
    def username(self) -> str:
        """`api:core-banking`."""
        return f"{SYSTEM}:{self.name}"


@dataclass(frozen=True, slots=True)
class Console:
    """Whoever holds the machine that Fairdue runs on: commands act in this name."""

    username: str = "console"
    role: str = ADMINISTRATOR
    is_active: bool = True


PROCESSES = {
    "carriers": Text("carriers of messages", "发送渠道"),
    "console": Text("the console", "命令行"),
    "delivery": Text("the sending process", "发送程序"),
    "hindsight": Text("checks afterwards", "事后判定"),
    "letters": Text("the printing of letters", "信函印制"),
    "night": Text("the night", "夜间批处理"),
    "quality": Text("the reading of talks", "通话质检"),
    "reminders": Text("reminders of agreements", "还款协议提醒"),
    "webhooks": Text("webhooks", "网络回调"),
    "worker": Text("the platform by itself", "系统自动"),
}
"""What acts by itself, by the name it enters in the journal."""


def words_for(username: str) -> Text | None:
    """Who a journal's actor is, where it is not a member of staff; None for staff."""
    if username in PROCESSES:
        return PROCESSES[username]
    kind, _colon, name = username.partition(":")
    if username == ANSWERING:
        return Text("what the customer wrote, as read by the platform", "客户来信（系统识别）")
    if kind == CARDHOLDER and name:
        return Text("the cardholder", "持卡人本人")
    if kind == CAMPAIGN and name:
        return Text(f"campaign {name}", f"群发活动 {name}")
    if kind == SYSTEM and name:
        return Text(f"connected system {name}", f"对接系统 {name}")
    return None


@dataclass(frozen=True, slots=True)
class Unattended:
    """The platform itself, where nobody acts: the night, settling. No deed asks for its role."""

    name: str

    role: str = ""
    is_active: bool = True

    @property
    def username(self) -> str:
        """`night`."""
        return self.name
