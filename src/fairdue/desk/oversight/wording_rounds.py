"""What the journal's actions about planned visits are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

ACTIONS = {
    "place_corrected": gettext_lazy("Place of an address set"),
    "place_found": gettext_lazy("Address looked up"),
    "round_changed": gettext_lazy("Round changed: a visit fell out"),
    "round_done": gettext_lazy("Round done"),
    "round_drafted": gettext_lazy("Round drafted"),
    "round_given_out": gettext_lazy("Round given out"),
    "round_over": gettext_lazy("Team makes no more visits that day"),
    "round_planned": gettext_lazy("Round planned"),
    "round_taken": gettext_lazy("Team set out"),
    "visit_base_added": gettext_lazy("Office for rounds added"),
    "visit_chosen": gettext_lazy("Visit put down"),
    "visit_fell_out": gettext_lazy("Visit fell out"),
    "visit_left_out": gettext_lazy("Visit fits in no round"),
    "visit_permitted": gettext_lazy("Visit permitted"),
    "visit_planned": gettext_lazy("Visit planned"),
    "visit_team_changed": gettext_lazy("Team of two set up"),
}
