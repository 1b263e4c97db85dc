"""The collector's outcomes: which key records each, and what else follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.compliance.models import MarkKind
from fairdue.contact.models import SPOKEN, Outcome
from fairdue.rulebook.packs import pack

POLICY = "policy/default"

MARKS = {
    Outcome.DISPUTE: MarkKind.DISPUTE,
    Outcome.IDENTITY_THEFT: MarkKind.DISPUTE,
    Outcome.HARDSHIP: MarkKind.HARDSHIP,
    Outcome.VULNERABILITY: MarkKind.VULNERABILITY,
    Outcome.ABUSE: MarkKind.ABUSE,
}
"""Outcomes that raise a mark on the customer."""

MAY_COME_WITHOUT_A_CALL = frozenset(
    {
        Outcome.CALLBACK,
        Outcome.DISPUTE,
        Outcome.HARDSHIP,
        Outcome.PLAN,
        Outcome.VULNERABILITY,
    }
)
"""What a customer may also tell us by themselves, so that no call of ours is needed for it."""

DIALOGS = {
    Outcome.PROMISE: "promise",
    Outcome.PLAN: "plan",
    Outcome.CALLBACK: "callback",
    Outcome.DISPUTE: "dispute",
    Outcome.HARDSHIP: "circumstance",
    Outcome.VULNERABILITY: "circumstance",
}
"""Outcomes that need more than a key, and the dialog that asks for it."""


@dataclass(frozen=True, slots=True)
class Key:
    """One outcome's place on the keyboard."""

    key: str
    outcome: Outcome | None
    label: str | Promise
    main: bool = False

    @property
    def shown(self) -> str:
        """The key as printed on it."""
        return self.key.upper()

    @property
    def dialog(self) -> str:
        """The dialog it opens, or "" when the key alone records it."""
        return DIALOGS.get(self.outcome, "") if self.outcome else "all-outcomes"

    @property
    def needs_call(self) -> bool:
        """True when it can only be recorded on an open call."""
        return self.outcome not in MAY_COME_WITHOUT_A_CALL


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys shown together."""

    label: str | Promise
    keys: Sequence[Key]


KEY_GROUPS = (
    KeyGroup(
        _("Not reached: records and goes to the next case"),
        (
            Key("1", Outcome.NO_ANSWER, Outcome.NO_ANSWER.label),
            Key("2", Outcome.BUSY, Outcome.BUSY.label),
            Key("3", Outcome.MACHINE, Outcome.MACHINE.label),
            Key("4", Outcome.NUMBER_INVALID, Outcome.NUMBER_INVALID.label),
            Key("5", Outcome.WRONG_PERSON, Outcome.WRONG_PERSON.label),
            Key("6", Outcome.THIRD_PARTY, pgettext_lazy("outcome key", "Third party")),
            Key("7", Outcome.NOT_VERIFIED, pgettext_lazy("outcome key", "Not verified")),
        ),
    ),
    KeyGroup(
        _("Spoke with the customer"),
        (
            Key("p", Outcome.PROMISE, pgettext_lazy("outcome key", "Promise…"), main=True),
            Key("l", Outcome.PLAN, pgettext_lazy("outcome key", "Plan…")),
            Key("c", Outcome.CALLBACK, pgettext_lazy("outcome key", "Callback…")),
            Key("8", Outcome.PAID, Outcome.PAID.label),
            Key("9", Outcome.REFUSES, Outcome.REFUSES.label),
            Key("x", Outcome.DISPUTE, pgettext_lazy("outcome key", "Dispute…")),
            Key("v", Outcome.HARDSHIP, pgettext_lazy("outcome key", "Hardship…")),
            Key("s", Outcome.ASKS_TO_STOP, Outcome.ASKS_TO_STOP.label),
            Key("a", Outcome.ABUSE, pgettext_lazy("outcome key", "Abuse")),
            Key("0", None, pgettext_lazy("outcome key", "All outcomes…")),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the full list of outcomes."""

    outcome: str
    label: str | Promise
    words: str
    effect: str | Promise

    @property
    def dialog(self) -> str:
        """The dialog it opens, or ""."""
        return DIALOGS.get(Outcome(self.outcome), "")


def all_choices(day: date) -> list[Choice]:
    """Every outcome of the closed list, with what follows from it by the policy of a day."""
    holds = pack(POLICY).value("LENDER-OUTCOMES", "holds", day).value
    return [
        Choice(
            outcome=outcome.value,
            label=outcome.label,
            words=f"{outcome.label} {outcome.value.replace('_', ' ')}",
            effect=_("stops contact") if outcome.value in holds else "",
        )
        for outcome in Outcome
        if outcome in SPOKEN
    ]
