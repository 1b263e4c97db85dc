"""Where the lender is reached, as messages and letters name it (LENDER-REACHED)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text
from fairdue.portfolio.queries import law_defaults
from fairdue.rulebook.packs import pack

RULE, POLICY = "LENDER-REACHED", "policy/default"
PHONE = Text("Telephone {phone}", "客服电话 {phone}")


@dataclass(frozen=True, slots=True)
class Reached:
    """The lender's telephone number and postal address."""

    phone: str
    address: Text

    def lines(self, language: str) -> tuple[str, str]:
        """The two as they stand below the lender's name on a letter."""
        phone = PHONE.in_language(language).format(phone=self.phone)
        return self.address.in_language(language), phone


def lender_reached(at: datetime, law: str = "") -> Reached:
    """By customers under a law (CN, UK, US) on the local day of a moment.

    For nobody in particular, as in a preview: under the law that holds where no other is known.
    """
    on = local_day(at, zone())
    law = law or law_defaults(on).jurisdiction
    found = pack(POLICY).values_on(RULE, on)
    phones, addresses = found["phone"].value, found["postal_address"].value
    return Reached(str(phones[law]), Text(addresses[law]["en"], addresses[law]["zh"]))
