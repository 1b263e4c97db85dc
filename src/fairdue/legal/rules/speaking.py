"""Which legal steps may be spoken of to a cardholder, by where their matter is. Pure.

Names are those of wording.LEGAL_STEPS. Nothing may be spoken of before two people approved the
road, nor of a matter that was settled or closed.
"""

from __future__ import annotations

from collections.abc import Mapping

from fairdue.legal.rules import stages

POLICE_REPORT = "police_report"
DONE: Mapping[str, frozenset[str]] = {
    stages.LAWYERS_LETTER: frozenset({"lawyers_letter"}),
    stages.MEDIATION: frozenset({"mediation"}),
    stages.PAYMENT_ORDER: frozenset({"payment_order"}),
    stages.SUIT: frozenset({"suit_prepared", "suit_filed"}),
    stages.JUDGMENT: frozenset({"suit_filed", "judgment"}),
    stages.ENFORCEMENT: frozenset({"judgment", "enforcement"}),
}
"""What was done when a matter is at a stage."""

AHEAD: Mapping[str, frozenset[str]] = {
    stages.MEDIATION: frozenset({"mediation"}),
    stages.PAYMENT_ORDER: frozenset({"payment_order"}),
    stages.SUIT: frozenset({"suit_prepared"}),
}
"""What an approved road leads to, by road; spoken of from the letter on."""

EARLY = frozenset({stages.LAWYERS_LETTER, stages.MEDIATION})


def steps_to_speak_of(
    stage: str, road: str, *, approved: bool, police_report: bool
) -> frozenset[str]:
    """The steps. `police_report`: an officer judged so, and every objective limb stands today."""
    if not approved or stage not in DONE:
        return frozenset()
    steps = DONE[stage]
    if stage in EARLY:
        steps |= AHEAD.get(road, frozenset())
    return steps | ({POLICE_REPORT} if police_report else frozenset())


LETTER_ITSELF: Mapping[str, frozenset[str]] = {
    road: frozenset({"lawyers_letter"}) | AHEAD.get(road, frozenset()) for road in stages.ROADS
}
"""What a lawyer's letter may speak of, by the road that was approved."""
