"""Whose law applies to a customer, and which clocks count: file, then policy, no currency."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import narwhals as nw
import polars as pl
import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from fairdue.portfolio.columns import with_law
from fairdue.portfolio.models import Account, Customer
from fairdue.portfolio.queries import (
    feed_as_of,
    law_and_feed,
    law_defaults,
    law_of,
    laws_and_feeds,
)
from fairdue.portfolio.rules.law import (
    JURISDICTIONS,
    CustomerLaw,
    LawDefaults,
    UnknownPlaceError,
    law_for,
    unknown_zones,
)

DAY = date(2026, 3, 9)
LENDER = LawDefaults(
    "CN",
    {
        "CN": ("Asia/Shanghai",),
        "US": ("Pacific/Honolulu", "America/New_York"),
        "UK": ("Europe/London",),
    },
)
ZONES = ("America/New_York", "America/Denver", "America/Phoenix", "Asia/Shanghai", "Europe/London")


def zones(*names: str) -> tuple[ZoneInfo, ...]:
    return tuple(map(ZoneInfo, names))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("", "", ""), CustomerLaw("CN", "", zones("Asia/Shanghai"))),
        (("UK", "GB-SCT", ""), CustomerLaw("UK", "GB-SCT", zones("Europe/London"))),
        (("US", "", ""), CustomerLaw("US", "", zones("America/New_York", "Pacific/Honolulu"))),
        (("US", "US-MA", "America/New_York"), CustomerLaw("US", "US-MA", zones(ZONES[0]))),
        (("", "", "America/New_York"), CustomerLaw("CN", "", zones("America/New_York"))),
        (
            ("US", "US-AZ", "America/Phoenix America/Denver America/Phoenix"),
            CustomerLaw("US", "US-AZ", zones("America/Denver", "America/Phoenix")),
        ),
    ],
)
def test_the_file_decides_and_the_policy_where_it_is_silent(
    given: tuple[str, str, str], expected: CustomerLaw
) -> None:
    assert law_for(*given, LENDER) == expected


def test_refuses_to_guess_for_a_place_it_does_not_know() -> None:
    with pytest.raises(UnknownPlaceError, match="'FR' is none of CN, US, UK"):
        law_for("FR", "", "", LENDER)
    with pytest.raises(UnknownPlaceError, match="America/Gotham is no time zone"):
        law_for("US", "", "America/New_York America/Gotham", LENDER)


@pytest.mark.parametrize("name", ["EST", "MST", "UTC", "Etc/GMT+5", "New_York", "america/new_york"])
def test_a_zone_is_named_after_its_place(name: str) -> None:
    assert unknown_zones([name, "America/New_York"]) == [name]


@pytest.mark.parametrize(
    ("jurisdiction", "lost", "says"),
    [
        ("FR", {}, "'FR' is none of"),
        ("CN", {"US": ()}, "zones_default of US: nothing"),
        ("CN", {"UK": ("GMT",)}, "zones_default of UK: GMT is no IANA"),
    ],
)
def test_a_policy_that_leaves_someone_without_a_clock_is_refused(
    jurisdiction: str, lost: dict[str, tuple[str, ...]], says: str
) -> None:
    with pytest.raises(UnknownPlaceError, match=says):
        LawDefaults(jurisdiction, {**LENDER.zones, **lost})


PERSON = st.tuples(
    st.sampled_from(["", *JURISDICTIONS]),
    st.sampled_from(["", "US-MA", "GB-SCT", "CN-31"]),
    st.lists(st.sampled_from(ZONES), max_size=3).map(lambda names: " ".join(sorted(set(names)))),
)
DEFAULTS = st.builds(
    LawDefaults,
    st.sampled_from(JURISDICTIONS),
    st.fixed_dictionaries(
        {name: st.lists(st.sampled_from(ZONES), min_size=1).map(tuple) for name in JURISDICTIONS}
    ),
)


@given(st.lists(PERSON, min_size=1), DEFAULTS, st.booleans())
def test_everyone_at_once_is_each_one_alone(
    people: list[tuple[str, str, str]], defaults: LawDefaults, empty_is_null: bool
) -> None:
    frame = pl.DataFrame(
        people, schema=dict.fromkeys(("jurisdiction", "region", "time_zones"), pl.String()),
        orient="row",
    )  # fmt: skip
    if empty_is_null:
        frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    filled = with_law(nw.from_native(frame.lazy()), defaults).to_native().collect()
    alone = [law_for(*person, defaults) for person in people]
    assert filled.rows() == [
        (law.jurisdiction, law.region, " ".join(map(str, law.zones))) for law in alone
    ]
    assert all(law.zones for law in alone)


def test_every_jurisdiction_has_a_rule_pack() -> None:
    packs = {folder.name for folder in (settings.RULEPACKS / "law").iterdir()}
    assert {name.lower() for name in JURISDICTIONS} == packs


def test_the_policy_that_ships_is_china_and_all_states_of_america() -> None:
    defaults = law_defaults(DAY)
    assert defaults.jurisdiction == "CN" and defaults.zones["CN"] == ("Asia/Shanghai",)
    noon = datetime(DAY.year, 1, 15, 12, tzinfo=UTC)
    hours = sorted(noon.astimezone(ZoneInfo(name)).hour for name in defaults.zones["US"])
    assert hours == [2, 3, 4, 5, 6, 7]  # Hawaii, Alaska, Pacific, Mountain, Central, Eastern


def a_customer(ref: str = "C1", seen_on: date = DAY, **given: str) -> Customer:
    return Customer.objects.create(
        customer_ref=ref, fingerprint=b"", first_seen_on=DAY, last_seen_on=seen_on, **given
    )


@pytest.mark.django_db
def test_the_currency_of_an_account_decides_nothing() -> None:
    person = a_customer()
    for currency in ("USD", "GBP"):
        Account.objects.create(
            customer=person, account_ref=currency, currency=currency, last_seen_on=DAY
        )
    assert law_of(person.pk, DAY) == CustomerLaw("CN", "", zones("Asia/Shanghai"))


@pytest.mark.django_db
def test_law_and_feed_of_one_customer_take_one_look_up() -> None:
    person = a_customer(jurisdiction="US", region="US-MA", time_zones="America/New_York")
    law_defaults(DAY)
    with CaptureQueriesContext(connection) as asked:
        law, fed_on = law_and_feed(person.pk, DAY)
    assert len(asked) == 1
    assert (law, fed_on) == (law_of(person.pk, DAY), feed_as_of(person.pk))
    assert (law, fed_on) == (CustomerLaw("US", "US-MA", zones("America/New_York")), DAY)


@pytest.mark.django_db
def test_nobody_has_no_law_and_no_feed() -> None:
    assert feed_as_of(1) is None
    with pytest.raises(Customer.DoesNotExist):
        law_of(1, DAY)


@pytest.mark.django_db
def test_the_night_sees_of_everyone_what_the_permit_sees_of_one() -> None:
    people = [
        a_customer("C3"),
        a_customer("C1", DAY + timedelta(days=2), jurisdiction="US"),
        a_customer("C2", jurisdiction="UK", region="GB-SCT", time_zones="Europe/London"),
    ]
    night = laws_and_feeds(DAY)
    assert night["customer_ref"].to_list() == ["C1", "C2", "C3"]
    for person in people:
        row = night.row(by_predicate=pl.col("customer_id") == person.pk, named=True)
        law, fed_on = law_and_feed(person.pk, DAY)
        assert (row["jurisdiction"], row["region"]) == (law.jurisdiction, law.region)
        assert row["time_zones"] == " ".join(map(str, law.zones))
        assert row["feed_as_of"] == fed_on


@pytest.mark.django_db
def test_the_database_refuses_a_jurisdiction_without_a_pack() -> None:
    with pytest.raises(IntegrityError, match="portfolio_customer_jurisdiction"):
        a_customer(jurisdiction="FR")
