"""Time zones by state and by telephone area code in the United States.

An area code that straddles zones counts as ambiguous (derived from comment 6(b)(1)(i)-2 to
Regulation F): the hour must be usual in each. Area codes inside one zone aren't listed; a moved
mobile number tells little, so that such a code alone leaves every zone open.
"""

from __future__ import annotations

EASTERN, CENTRAL, MOUNTAIN, PACIFIC = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
ARIZONA, ALASKA, HAWAII = "America/Phoenix", "America/Anchorage", "Pacific/Honolulu"

_STATES = {
    (EASTERN,): "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    (CENTRAL,): "AL AR IA IL LA MN MO MS OK WI",
    (MOUNTAIN,): "CO MT NM UT WY",
    (PACIFIC,): "CA WA NV",
    (ARIZONA,): "AZ",
    (ALASKA,): "AK",
    (HAWAII,): "HI",
    (EASTERN, CENTRAL): "FL IN KY MI TN",
    (CENTRAL, MOUNTAIN): "KS ND NE SD TX",
    (MOUNTAIN, PACIFIC): "ID OR",
}
_AREA_CODES = {
    (EASTERN, CENTRAL): "219 270 364 423 448 574 606 812 850 906 930 931",
    (CENTRAL, MOUNTAIN): "308 605 620 701 785 915 432",
    (MOUNTAIN, PACIFIC): "208 458 541 775 986",
    (ARIZONA, MOUNTAIN): "928",
}
_BY_STATE = {name: zones for zones, names in _STATES.items() for name in names.split()}
_BY_AREA_CODE = {code: zones for zones, codes in _AREA_CODES.items() for code in codes.split()}


def zones_of_state(state: str) -> tuple[str, ...]:
    """All zones of a state, as MA or US-MA; none when it isn't known."""
    return _BY_STATE.get(state.upper().removeprefix("US-"), ())


def zones_of_area_code(code: str) -> tuple[str, ...]:
    """All zones of an area code that straddles zones; none for other codes."""
    return _BY_AREA_CODE.get(code, ())
