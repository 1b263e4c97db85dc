"""China: who is called how, what was called before, and what was agreed about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules.call_log import INFORMATIVE, INTERACTIVE, Dial, may_call, may_dial
from fairdue.contact.rules.consent import Consent
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import clock, has_clock, moment, moment_or_none, term
from fairdue.law_cases.case import Facts, is_amount
from fairdue.law_cases.registry import Law
from fairdue.law_cases.words import holds
from fairdue.rulebook.packs import NoValueError

BEIJING = ZoneInfo("Asia/Shanghai")
CALLS = ("call", "voice_call", "ai_call", "robocall", "phone_call", "voice", "phone")
DEBTOR = ("", "debtor", "cardholder", "holder", "self", "co_debtor", "joint_debtor", "co_borrower")
CONNECTED = ("connected", "answered", "conversation", "voicemail", "connected_voicemail",
             "hung_up", "picked_up", "effective")  # fmt: skip


def recipient(facts: Facts) -> str:
    """Whom a contact is to; a joint debtor is a debtor."""
    to = facts.word("to", "recipient", "party")
    return "debtor" if to in DEBTOR else to


def channel_of(facts: Facts) -> str:
    """What kind of contact it is."""
    return facts.word("type", "channel")


def is_call(channel: str) -> bool:
    """Is it a voice call, whoever or whatever speaks?"""
    return channel in CALLS or holds(channel, "call", "voice", "dial")


def fits(consent: Facts, facts: Facts) -> bool:
    """Is the consent for this channel and number, where it names any?"""
    channels = consent.get("channels", "channel")
    named = [channels] if isinstance(channels, str) else channels
    number = consent.get("number")
    return (named is None or channel_of(facts) in named) and number in (None, facts.get("number"))


def consent_of(row: Facts) -> Consent:
    """A consent or agreement of a case, until it is withdrawn or ends by itself."""
    window = row.get("window", "hours")
    if isinstance(window, str):
        window = re.split(r"\s*(?:-|–|to|~)\s*", window)
    elif isinstance(window, dict):
        window = list(window.values())
    granted = moment_or_none(row, "granted_at", "at", zone=BEIJING)
    ends = [moment_or_none(row, "revoked_at", "withdrawn_at", zone=BEIJING), _expiry(row)]
    if row.flag_or_none("revoked", "withdrawn") and ends == [None, None]:
        ends = [granted or datetime.min.replace(tzinfo=BEIJING)]
    return Consent(
        window=(clock(window[0]), clock(window[1])) if window else None,
        granted_at=granted,
        revoked_at=min((end for end in ends if end), default=None),
    )


def _expiry(row: Facts) -> datetime | None:
    """When a consent ends by itself; a day named still counts in full."""
    told = row.moment("expires_at", "valid_until", "until", "ends_at", "valid_to", "expiry")
    if told is None:
        return None
    return moment(told, BEIJING) + timedelta(days=0 if has_clock(told) else 1)


def dials_of(facts: Facts) -> list[Dial]:
    """The outbound calls of a case's log."""
    return [
        Dial(
            at=moment(row.need("at"), BEIJING),
            person=recipient(row),
            number=str(row.get("number", default="")),
            connected=row.word("outcome") in CONNECTED,
            mode=_mode(row),
        )
        for row in facts.parts("contact_log")
        if is_call(row.word("type", "channel", default="call"))
        and not row.word("direction").startswith("in")
    ]


def _mode(facts: Facts) -> str:
    return INFORMATIVE if facts.word("mode").startswith("inform") else INTERACTIVE


def frequency(facts: Facts, law: Law, at: datetime) -> Iterator[Clause]:
    """The clauses on calls to the person and on dials to the number, of a call."""
    if not is_call(channel_of(facts)):
        return
    number = str(facts.get("number", default=""))
    call = Dial(at, recipient(facts), number, connected=True, mode=_mode(facts))
    dials = dials_of(facts)
    parameter = (
        "informative_calls_per_day_max"
        if call.mode == INFORMATIVE
        else "effective_calls_per_day_max"
    )
    most = _value(law, "CN-FREQ-01", parameter)
    if most is not None and (limit := term(law, "CN-FREQ-01", most)):
        yield may_call(dials, call, limit, BEIJING)
    most = _value(law, "CN-FREQ-02", "unanswered_dials_per_day_max")
    if most is not None and (limit := term(law, "CN-FREQ-02", _agreed(facts, at, most))):
        yield may_dial(dials, call, limit, BEIJING)


def _value(law: Law, rule: str, parameter: str) -> int | None:
    """The bound of the day; None where there is none, or a reading knows none."""
    try:
        found = law.pack.value(rule, parameter, law.on).value
    except NoValueError:
        return None
    return None if found is None else int(found)


def _agreed(facts: Facts, at: datetime, most: int) -> int:
    """What was agreed for this number in the place of the pack's limit."""
    for row in (*facts.parts("agreements"), *facts.parts("consents")):
        stands = consent_of(Facts({**row.known, "window": None})).covers(at, BEIJING)
        about = holds(row.word("type"), "attempt", "frequency", "dial", "calls_per")
        number = row.like(is_amount, "max", "limit", "per_day")
        if about and stands and fits(row, facts) and number is not None:
            return int(number)
    return most
