"""Judging again is a function of the facts: cases, and properties over random histories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.compliance.rules.circumstances import Request
from fairdue.contact.queries.terms import read_terms
from fairdue.contact.rules.holds import Standing
from fairdue.contact.rules.rejudging import (
    LAWFUL_AFTER_ALL,
    NEWLY_UNLAWFUL,
    NO_LONGER_COUNTED,
    THIRD_PARTY,
    KnownNow,
    Law,
    Owed,
    Past,
    PointNow,
    find,
    history,
)
from fairdue.contact.rules.terms import Term
from fairdue.contact.rules.verdict import Circumstances
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation

MORNING = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
TERMS = read_terms("CN", MORNING.date()).terms
CITED = Citation(Text("x", "x"), "policy", "policy", MORNING.date())
LAW = Law(
    TERMS,
    *(
        Term(rule, True, CITED)
        for rule in ("CN-3P-01", "LENDER-THEIRS", "LENDER-OWED", "LENDER-STATED")
    ),
)


def a_call(number: int, at: datetime, outcome: str = "refuses", **changes: object) -> Past:
    told: dict[str, object] = {
        "number": number,
        "at": at,
        "channel": "call",
        "point": 1,
        "granted": True,
        "made": True,
        "outcome": outcome,
        "asked_at": at,
        "expires_at": at + timedelta(seconds=60),
        "feed_as_of": at.date(),
    }
    return Past(**(told | changes))  # type: ignore[arg-type]


def a_denial(number: int, at: datetime, *rules: str) -> Past:
    return a_call(number, at, "", granted=False, made=False, failing=rules, expires_at=None)


def kinds(known: KnownNow, *pasts: Past) -> list[tuple[int, str]]:
    found = find(pasts, known, {past.number: LAW for past in pasts})
    return [(each.number, each.kind) for each in found]


def test_the_fourth_effective_call_is_lawful_once_one_of_them_went_to_somebody_else() -> None:
    calls = [a_call(each, MORNING + each * HOUR, point=each) for each in (1, 2, 3)]
    denied = a_denial(4, MORNING + 4 * HOUR, "CN-FREQ-01")
    assert kinds(KnownNow(), *calls, denied) == []
    stranger = KnownNow(points={2: PointNow(not_theirs_since_at=MORNING)})
    assert kinds(stranger, *calls, denied) == [
        (2, THIRD_PARTY),
        (2, NO_LONGER_COUNTED),
        (4, LAWFUL_AFTER_ALL),
    ]


def test_nothing_past_due_needs_every_account_paid() -> None:
    call = a_call(1, MORNING, "no_answer", heard=False)
    paid, open_still = Owed(500, 0, 500), Owed(300, 300, 0)
    assert kinds(KnownNow(owed={1: (paid,)}), call) == [(1, NEWLY_UNLAWFUL)]
    assert kinds(KnownNow(owed={1: (paid, open_still)}), call) == []
    assert kinds(KnownNow(owed={1: (Owed(0, 0, 0),)}), call) == []


def test_a_permit_nobody_used_is_no_contact() -> None:
    unused = a_call(1, MORNING, "", made=False)
    hold = Standing(1, Text("x", "x"), MORNING - HOUR, None)
    assert kinds(KnownNow(Circumstances(holds=(hold,))), unused) == []
    later = a_denial(2, MORNING + timedelta(seconds=30), "CN-FREQ-01")
    [touch] = history(later, (unused, later), {})
    assert touch.expires_at == unused.expires_at
    assert history(a_denial(3, MORNING + HOUR, "CN-FREQ-01"), (unused,), {}) == ()


def test_on_the_day_itself_what_was_decided_about_a_number_stands() -> None:
    known = KnownNow(points={1: PointNow(invalid_since=MORNING.date())})
    assert kinds(known, a_call(1, MORNING), a_denial(2, MORNING + HOUR, "LENDER-POINT")) == []
    assert kinds(known, a_call(1, MORNING + 24 * HOUR)) == [(1, NEWLY_UNLAWFUL)]
    withdrawn = KnownNow(points={1: PointNow(MORNING.date(), withdrawn=True)})
    assert kinds(withdrawn, a_call(1, MORNING + 24 * HOUR)) == []


MOMENTS = st.integers(0, 6 * 24 * 4).map(lambda quarter: MORNING + quarter * HOUR / 4)
OUTCOMES = st.sampled_from(["", "no_answer", "busy", "machine", "refuses", "promise"])


@st.composite
def contacts(draw: st.DrawFn) -> list[Past]:
    moments = draw(st.lists(MOMENTS, unique=True, min_size=1, max_size=14))
    return [
        draw(
            st.one_of(
                st.builds(a_call, st.just(number), st.just(at), OUTCOMES, point=st.integers(1, 2)),
                st.builds(a_denial, st.just(number), st.just(at), st.sampled_from(["CN-FREQ-01"])),
            )
        )
        for number, at in enumerate(moments, 1)
    ]


@st.composite
def facts(draw: st.DrawFn) -> KnownNow:
    asked = st.builds(
        lambda number, received, withdrawn: Request(
            number, "cease", "", None, frozenset(), None, None, "", received, withdrawn, None
        ),
        st.integers(1, 9),
        MOMENTS,
        st.none() | MOMENTS,
    )
    holds = st.builds(Standing, st.integers(1, 9), st.just(Text("x", "x")), MOMENTS, st.none())
    points = st.builds(
        PointNow, st.none() | MOMENTS.map(datetime.date), st.none() | MOMENTS, st.booleans()
    )
    return KnownNow(
        Circumstances(
            holds=tuple(draw(st.lists(holds, max_size=1))),
            requests=tuple(draw(st.lists(asked, max_size=2))),
        ),
        points={1: draw(points), 2: draw(points)},
    )


@given(contacts(), facts(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_in_which_contacts_are_told_does_not_matter(
    pasts: list[Past], known: KnownNow, luck: object
) -> None:
    laws = {past.number: LAW for past in pasts}
    shuffled = list(pasts)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert find(shuffled, known, laws) == find(pasts, known, laws)


@given(contacts(), facts())
@settings(max_examples=60)
def test_calls_to_somebody_else_change_nothing_for_the_rest(
    pasts: list[Past], known: KnownNow
) -> None:
    """Leaving them out beforehand comes to the same."""
    laws = {past.number: LAW for past in pasts}
    own = [
        past for past in pasts if past.point is None or known.points[past.point].theirs_at(past.at)
    ]
    numbers = {past.number for past in own}
    whole = [each for each in find(pasts, known, laws) if each.number in numbers]
    assert whole == list(find(own, known, laws))
    for each in find(pasts, known, laws):
        assert (each.number in numbers) == (each.kind in (NEWLY_UNLAWFUL, LAWFUL_AFTER_ALL))
