"""Places as telephones gave them, opened for judging them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.vault.sealing import vault
from fairdue.visits.models import Deed, Level, Place
from fairdue.visits.rules.places import Fix
from fairdue.visits.rules.record import aware

EXACT_M = {Level.POINT: 0.0}
"""How exactly an address is known, in metres; a district's middle says too little to compare."""


def fix_in(place: dict[str, Any]) -> Fix:
    """A telephone's JSON as a fix. Raises Refused for what is no place on earth."""
    try:
        accuracy = place.get("accuracy_m")
        fix = Fix(
            float(place["latitude"]),
            float(place["longitude"]),
            None if accuracy is None else float(accuracy),
            aware(place["at"]),
        )
    except (KeyError, TypeError, ValueError):
        fix = None
    if fix is None or not (-90 <= fix.latitude <= 90 and -180 <= fix.longitude <= 180):
        raise Refused(Text("The phone gave a place that is none.", "手机提供的位置无效。"))
    return fix


def fix_of(deed: Deed) -> Fix | None:
    """The place of a deed, if it had one."""
    if deed.place_sealed is None:
        return None
    return fix_in(json.loads(vault().unseal(bytes(deed.place_sealed))))


def fix_of_address(place: Place, at: datetime) -> Fix | None:
    """Where an address is, if that is known exactly."""
    if place.point_sealed is None or place.level not in EXACT_M:
        return None
    latitude, longitude = vault().unseal(bytes(place.point_sealed)).split(",")
    return Fix(float(latitude), float(longitude), EXACT_M[Level(place.level)], at)
