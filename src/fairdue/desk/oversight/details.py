"""A journal entry's details and subject in words: names of its codes, amounts, days, people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from fairdue.calls.models import RecordingSource
from fairdue.care.models import Closing, IncidentKind
from fairdue.compliance.models import (
    ComplaintAbout,
    ComplaintChannel,
    Complexity,
    ConsentKind,
    Decision,
    DisputeGround,
    GivenTo,
    HoldKind,
    Manner,
    MarkKind,
    RequestKind,
)
from fairdue.contact.models import Channel, FindingKind, Outcome, RemedyKind
from fairdue.desk.oversight import wording_care as care
from fairdue.desk.oversight import wording_credit as credit
from fairdue.desk.oversight import wording_law as law
from fairdue.desk.oversight.spans import zone
from fairdue.desk.reasons import label_of, reason_in_words
from fairdue.desk.templatetags.desk import money
from fairdue.kernel.text import Text
from fairdue.legal.rules.deadlines import DEADLINES
from fairdue.negotiation.models import (
    AgreementKind,
    AgreementState,
    Depth,
    HardshipOutcome,
    PromiseState,
)
from fairdue.negotiation.rules.causes import EVIDENCE, SAID_BY
from fairdue.people.models import Role
from fairdue.portfolio.models import Component, MatchAnswer, PaymentSource
from fairdue.strategy.models import Resource

DEADLINE_NAMES = {code: each.name for code, each in DEADLINES.items()}
NAMES: dict[str, str | Promise] = law.NAMES | {
    **care.NAMES,
    **credit.NAMES,
    "why": gettext_lazy("Why"),
    "tries": gettext_lazy("Wrong tries"),
    "until": gettext_lazy("Until"),
    "limit": gettext_lazy("Limit"),
    "answer": gettext_lazy("Answer"),
    "about": gettext_lazy("About"),
    "above_ceiling": gettext_lazy("Above what can be paid"),
    "accounts": gettext_lazy("Accounts"),
    "actions": gettext_lazy("Events wanted"),
    "active": gettext_lazy("May sign in"),
    "adjustment_ref": gettext_lazy("Number"),
    "agency": gettext_lazy("Agency"),
    "amount": gettext_lazy("How much"),
    "amount_minor": gettext_lazy("Amount"),
    "answer_by": gettext_lazy("Answer by"),
    "as_of": gettext_lazy("As of"),
    "attempt": gettext_lazy("Contact"),
    "attempts": gettext_lazy("Attempts"),
    "because": gettext_lazy("By"),
    "before": gettext_lazy("Before"),
    "beyond": gettext_lazy("Needs approval because of"),
    "broken": gettext_lazy("Broken at"),
    "bytes": gettext_lazy("Bytes"),
    "carried_by": gettext_lazy("Sent through"),
    "call": gettext_lazy("Telephone call"),
    "case": gettext_lazy("Case"),
    "cases_open": gettext_lazy("Open cases"),
    "cause": gettext_lazy("Cause"),
    "causes": gettext_lazy("Because of"),
    "challenger": gettext_lazy("Challenger"),
    "champion": gettext_lazy("Champion"),
    "channel": gettext_lazy("Channel"),
    "channels": gettext_lazy("Sound channels"),
    "code": gettext_lazy("Code"),
    "complexity": gettext_lazy("Complexity"),
    "contact_point": gettext_lazy("Contact point"),
    "component": gettext_lazy("Part of the balance"),
    "content_digest": gettext_lazy("Digest"),
    "counts": gettext_lazy("Counted before"),
    "currency": gettext_lazy("Currency"),
    "customers": gettext_lazy("Customers"),
    "customers_loaded": gettext_lazy("Customers loaded"),
    "days": gettext_lazy("Days"),
    "decide_by": gettext_lazy("Decide by"),
    "decision": gettext_lazy("Decision"),
    "depth": gettext_lazy("How it was asked"),
    "dialled": gettext_lazy("Dialled"),
    "digest": gettext_lazy("Digest"),
    "due_at": gettext_lazy("Due"),
    "due_on": gettext_lazy("Due"),
    "ending": gettext_lazy("How it ended"),
    "ends_at": gettext_lazy("Ends"),
    "entered": gettext_lazy("Entered collections"),
    "entries": gettext_lazy("Entries"),
    "event": gettext_lazy("Event"),
    "events": gettext_lazy("Events"),
    "evidence": gettext_lazy("Evidence"),
    "exited": gettext_lazy("Left collections"),
    "expires_at": gettext_lazy("Expires"),
    "failing": gettext_lazy("Refused by"),
    "fees_minor": gettext_lazy("Fees"),
    "file": gettext_lazy("File"),
    "file_ref": gettext_lazy("Number in the issuer's file"),
    "finding": gettext_lazy("Finding"),
    "first": pgettext_lazy("days", "From"),
    "first_due_on": gettext_lazy("First instalment due"),
    "first_event": gettext_lazy("First event"),
    "from": gettext_lazy("Before"),
    "from_staff": gettext_lazy("From (person)"),
    "from_team": gettext_lazy("From (team)"),
    "given_to": gettext_lazy("Given to"),
    "granted": gettext_lazy("Granted"),
    "granted_at": gettext_lazy("Given at"),
    "ground": gettext_lazy("Disputed"),
    "hardship": gettext_lazy("Hardship"),
    "harm": gettext_lazy("Weight of harm"),
    "how": gettext_lazy("Accepted by way of"),
    "improved": gettext_lazy("Moved to a better bucket"),
    "in_use": gettext_lazy("In use now"),
    "instalments": gettext_lazy("Instalments"),
    "interest_minor": gettext_lazy("Interest"),
    "invalid_since": gettext_lazy("Invalid since"),
    "is_ambiguous": gettext_lazy("Others were as close"),
    "kept_until": gettext_lazy("Kept until"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "last": gettext_lazy("Last day"),
    "last_due_on": gettext_lazy("Last instalment due"),
    "last_event": gettext_lazy("Last event"),
    "manner": gettext_lazy("How it reached us"),
    "mapping": gettext_lazy("Mapping"),
    "match": gettext_lazy("Match (entry)"),
    "measure": gettext_lazy("Measure"),
    "measures": gettext_lazy("Measures"),
    "milliseconds": gettext_lazy("Length in milliseconds"),
    "missing": gettext_lazy("Not known"),
    "monthly_minor": gettext_lazy("A month"),
    "name": gettext_lazy("Name"),
    "on": gettext_lazy("Date"),
    "other_ref": gettext_lazy("Number of the other payment"),
    "outcome": gettext_lazy("Outcome"),
    "owed_minor": gettext_lazy("Owed"),
    "owner": gettext_lazy("Handled by"),
    "owner_before": gettext_lazy("Handled before by"),
    "paid_minor": gettext_lazy("Paid"),
    "paid_on": gettext_lazy("Paid on"),
    "parameter": gettext_lazy("Parameter"),
    "past_due": gettext_lazy("Accounts past due"),
    "paused_until": gettext_lazy("Paused until"),
    "payment_ref": gettext_lazy("Payment number"),
    "payments": gettext_lazy("Payments"),
    "permit": gettext_lazy("Permit"),
    "persons": gettext_lazy("Persons"),
    "persons_sealed": gettext_lazy("Persons sealed anew"),
    "plain_sha256": gettext_lazy("Digest of the sound"),
    "sealed_sha256": gettext_lazy("Digest of the sealed file"),
    "pressure": gettext_lazy("Pressure"),
    "principal_minor": gettext_lazy("Principal"),
    "queued": gettext_lazy("On the queue"),
    "reason": gettext_lazy("Reason"),
    "received_at": gettext_lazy("Received at"),
    "replaced": gettext_lazy("Replaced"),
    "replaces": gettext_lazy("Replaces agreement"),
    "resource": pgettext_lazy("capacity", "What there is"),
    "reverses": gettext_lazy("Takes back payment"),
    "review_on": gettext_lazy("Review on"),
    "revoked_at": gettext_lazy("Revoked at"),
    "role": gettext_lazy("Role"),
    "rolled": gettext_lazy("Rolled to a worse bucket"),
    "rows": gettext_lazy("Rows"),
    "rows_accepted": gettext_lazy("Accepted"),
    "rows_in": gettext_lazy("Rows in"),
    "rows_rejected": gettext_lazy("Rejected"),
    "run": gettext_lazy("Intake run"),
    "said_by": gettext_lazy("Said by"),
    "scopes": gettext_lazy("Scopes"),
    "seals": gettext_lazy("Seals"),
    "share_before": gettext_lazy("Share before, per mille"),
    "share_per_mille": gettext_lazy("Share, per mille"),
    "sound": gettext_lazy("Sound"),
    "source": gettext_lazy("Came in by"),
    "stages": gettext_lazy("Stages, per mille"),
    "starts_at": gettext_lazy("Since"),
    "step": gettext_lazy("Step"),
    "strategy": gettext_lazy("Strategy"),
    "tables": gettext_lazy("Tables"),
    "team": gettext_lazy("Team"),
    "template": gettext_lazy("Template"),
    "terms": gettext_lazy("Terms (digest)"),
    "to": gettext_lazy("After"),
    "to_staff": gettext_lazy("To (person)"),
    "to_team": gettext_lazy("To (team)"),
    "total_minor": gettext_lazy("Total to pay"),
    "treated_call": gettext_lazy("Decided: call"),
    "treated_leave": gettext_lazy("Decided: leave alone"),
    "treated_legal": gettext_lazy("Decided: legal"),
    "treated_protect": gettext_lazy("Decided: protect"),
    "treated_remind": gettext_lazy("Decided: remind"),
    "treated_visit": gettext_lazy("Decided: visit"),
    "used": gettext_lazy("Contact made at once"),
    "username": gettext_lazy("Sign-in name"),
    "verdict": gettext_lazy("Verdict (digest)"),
    "version": gettext_lazy("Version"),
    "waiting": gettext_lazy("Waiting to be sealed"),
    "waived_minor": gettext_lazy("Forgiven"),
    "weekday": gettext_lazy("Weekday"),
    "what": gettext_lazy("What"),
    "withdrawn_at": gettext_lazy("Withdrawn at"),
}
SUBJECTS: dict[str, str | Promise] = law.SUBJECTS | {
    **care.SUBJECTS,
    **credit.SUBJECTS,
    "sign_in": gettext_lazy("Sign-in"),
    "session": gettext_lazy("Cardholder's session"),
    "call_challenge": gettext_lazy("Call"),
    "account": gettext_lazy("Account"),
    "agreement": gettext_lazy("Agreement"),
    "assessment": gettext_lazy("Assessment"),
    "attempt": gettext_lazy("Contact"),
    "call": gettext_lazy("Telephone call"),
    "callback": gettext_lazy("Callback"),
    "capacity": gettext_lazy("Capacity"),
    "case": gettext_lazy("Case"),
    "complaint": gettext_lazy("Complaint"),
    "consent": gettext_lazy("Consent"),
    "contact_point": gettext_lazy("Contact point"),
    "customer": gettext_lazy("Customer record"),
    "dialler": gettext_lazy("Run of the dialler"),
    "dispute": gettext_lazy("Dispute"),
    "figure": gettext_lazy("Figure"),
    "hardship": gettext_lazy("Hardship decision"),
    "hold": gettext_lazy("Hold"),
    "intake": gettext_lazy("Intake run"),
    "mapping": gettext_lazy("Mapping"),
    "mark": gettext_lazy("Mark"),
    "night": gettext_lazy("Night of"),
    "permit": gettext_lazy("Permit"),
    "portfolio": gettext_lazy("Portfolio of"),
    "promise": gettext_lazy("Promise"),
    "recording": gettext_lazy("Recording"),
    "remedy": gettext_lazy("Remedy"),
    "request": gettext_lazy("Request"),
    "rule": gettext_lazy("Rule"),
    "staff": gettext_lazy("Staff member"),
    "round": pgettext_lazy("visits", "Round"),
    "visit": gettext_lazy("Visit"),
    "visit_team": gettext_lazy("Team of two"),
    "system": gettext_lazy("Connected system"),
    "team": gettext_lazy("Team"),
}
CODES: dict[str, tuple[Any, ...]] = law.CODES | {
    "about": (ComplaintAbout,),
    "channel": (Channel, ComplaintChannel),
    "closing": (Closing,),
    "complexity": (Complexity,),
    "component": (Component,),
    "decision": (Decision, MatchAnswer),
    "depth": (Depth,),
    "from": (PromiseState, AgreementState),
    "given_to": (GivenTo,),
    "ground": (DisputeGround,),
    "hardship": (HardshipOutcome,),
    "kind": (
        AgreementKind,
        HoldKind,
        MarkKind,
        ConsentKind,
        RequestKind,
        FindingKind,
        RemedyKind,
        IncidentKind,
        *law.KINDS,
    ),
    "manner": (Manner,),
    "outcome": (Outcome,),
    "resource": (Resource,),
    "role": (Role,),
    "source": (PaymentSource, RecordingSource),
    "to": (PromiseState, AgreementState),
}
"""Lists whose labels stand for the codes of a detail."""
STEPS: dict[str, Any] = {
    "annotated": gettext_lazy("Annotated"),
    "investigated": gettext_lazy("Investigated"),
    "verification_started": gettext_lazy("Verification begun"),
}
"""What was done of a dispute; the wording of its page."""


def details_in_words(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names and values of an entry's details, without those that say nothing."""
    currency = str(details.get("currency") or "CNY")
    return [
        (detail_name(name), _value(name, value, currency))
        for name, value in details.items()
        if value not in (None, "", [], {})
        and not (
            name == "currency"
            and details.keys() & {"amount_minor", "paid_minor", "total_minor", "principal_minor"}
        )
    ]


def detail_name(name: str) -> str:
    """A detail's name; one that is not listed is shown as it is written."""
    label = NAMES.get(name)
    return str(label) if label else name.replace("_", " ")


def subject_in_words(subject: str) -> str:
    """What an entry is about: attempt:255 -> Contact 255."""
    kind, _colon, number = subject.partition(":")
    label = SUBJECTS.get(kind)
    if not label:
        return subject
    return f"{label} {number.zfill(6) if kind == 'case' else number}"


def revealed_label(what: str) -> str:
    """What was opened: the name, the ID number, or a contact point by its number."""
    if what.startswith("contact_point:"):
        return _("Contact point %(number)s") % {"number": what.partition(":")[2]}
    if what.startswith("recording:"):
        return _("Recording %(number)s") % {"number": what.partition(":")[2]}
    return {"name": _("Name"), "id_number": _("ID number")}.get(what, what)


def _value(name: str, value: Any, currency: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping) and value.keys() == {"en", "zh"}:
        return Text(**value).in_language(get_language() or "en")
    if isinstance(value, Mapping):
        inner = (f"{detail_name(key)} {_value(key, one, currency)}" for key, one in value.items())
        return _(", ").join(inner)
    if isinstance(value, list):
        return _(", ").join(str(one) for one in value)
    if name.endswith("_minor"):
        return money(int(value), currency)
    return _coded(name, str(value))


def _coded(name: str, text: str) -> str:
    ways: dict[str, Callable[[str], str]] = {
        "case": lambda number: number.zfill(6),
        "cause": subject_in_words,
        "evidence": lambda code: _said(EVIDENCE, code),
        "reason": reason_in_words,
        "said_by": lambda code: _said(SAID_BY, code),
        "deadline": lambda code: _said(DEADLINE_NAMES, code),
        "step": lambda code: str(STEPS[code]) if code in STEPS else label_of((law.STEPS,), code),
        "what": revealed_label,
    }
    if name in CODES:
        return label_of(CODES[name], text)
    if name.endswith("_at"):
        return _moment(text)
    return ways.get(name, str)(text)


def _said(names: Mapping[str, Text], code: str) -> str:
    """A code of a closed list in words; anything else as it is written."""
    return names[code].in_language(get_language() or "en") if code in names else code


def _moment(text: str) -> str:
    """An ISO moment at the lender's clock, as the journal's own times are written."""
    try:
        return f"{datetime.fromisoformat(text).astimezone(zone()):%Y-%m-%d %H:%M}"
    except ValueError:
        return text
