"""The values by which something is suggested, from policy and law."""

from __future__ import annotations

from datetime import date
from typing import Any

from fairdue.kernel.text import Text
from fairdue.negotiation.queries.plan_terms import law_values_on
from fairdue.negotiation.queries.promises import POLICY
from fairdue.negotiation.rules.kept import Priors
from fairdue.negotiation.rules.offers import OfferPolicy
from fairdue.negotiation.rules.permitted import PlanTerms
from fairdue.negotiation.rules.record_effect import record_effect
from fairdue.negotiation.rules.terms import HARDSHIP, INSTALMENT_PLAN
from fairdue.rulebook.packs import law_in_force, pack

RULE = "LENDER-OFFERS"
LONGEST_BY_LAW = {
    "CN": ("CN-PLAN-01", (INSTALMENT_PLAN,)),
    "US": ("us.ffiec.2003.workout", (INSTALMENT_PLAN, HARDSHIP)),
}
"""Which rule says how many months, and for which kinds."""
RECORD_SPAN = {
    "CN": ("CN-CR-02", "years"),
    "US": ("us.fcra.605", "years"),
    "UK": ("uk.cra.default", "months_min"),
}
"""What of the law says how long an entry stays, or when a default may be filed."""


def offer_policy(law: str, plan: PlanTerms, on: date) -> OfferPolicy:
    """LENDER-OFFERS of a day and the plan terms, with the law's terms where they are shorter."""
    return OfferPolicy(
        first_due_days=int(_value("first_due_days", on)),
        light_share=int(_value("light_share", on)),
        months_max=_months(plan, law, on),
        short_days_max=plan.short_days_max,
        short_instalments_max=plan.short_instalments_max,
        plan_needs_inability=law == "CN",
        priors=Priors(
            by_burden=[(int(most), int(chance)) for most, chance in _value("kept_by_burden", on)],
            strength=int(_value("strength", on)),
            yearly_per_mille=int(_value("kept_after_a_year", on)),
            score_weight=int(_value("score_weight", on)),
        ),
    )


def record_effect_of(law: str, on: date, *, waives_principal: bool) -> Text:
    """What an agreement does to the credit record, by the law pack of a day."""
    rule, parameter = RECORD_SPAN[law]
    span = int(law_in_force(law).value(rule, parameter, on).value)
    return record_effect(law, span=span, waived_principal=waives_principal)


def _months(plan: PlanTerms, law: str, on: date) -> dict[str, int]:
    rule, kinds = LONGEST_BY_LAW.get(law, ("", ()))
    of_law = law_values_on(on, law).get(rule, {}).get("months_max")
    return {
        kind: min(months, int(of_law)) if of_law is not None and kind in kinds else months
        for kind, months in plan.months_max.items()
    }


def _value(parameter: str, on: date) -> Any:
    return pack(POLICY).value(RULE, parameter, on).value
