"""Records what a person decides about a payment of the issuer's file that could be several."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.calendars import local_day
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio.actions.payments import terms_reference
from fairdue.portfolio.models import MatchAnswer, MatchDecision, Payment
from fairdue.portfolio.queries.reconciling import could_be
from fairdue.portfolio.queries.terms import payment_terms, zone


def decide_match(
    *,
    match_id: int,
    answer: str,
    reason: str,
    staff: Staff,
    at: datetime,
    other_ref: str = "",
) -> MatchDecision:
    """Say which payment one of the issuer's file is. `match_id`: its entry `payment_matched`.

    `same` leaves the pairing. With `other`, the file's is the reported payment `other_ref`
    instead; with `apart`, it is none that was reported, and counts by itself. Then the one it was
    paired with is as it was reported, and waits anew for a file to name it. So the number of
    payments grows by one with `apart` alone.

    Raises Refused for a role that may not, no such match, one decided before or no longer paired,
    an `other_ref` that it can't be, and without a reason.
    """
    require(staff, "check_payments")
    because = reason_given(reason)
    if answer not in MatchAnswer.values:
        raise Refused(Text("Choose which payment it is.", "请选择该笔款项对应哪笔还款。"))
    with transaction.atomic():
        match = Entry.objects.filter(
            pk=match_id, action="payment_matched", details__is_ambiguous=True
        ).first()
        if match is None:
            raise Refused(Text("There is no such match to decide.", "没有需要裁定的该笔匹配。"))
        payment_ref, file_ref = match.details["payment_ref"], match.details["file_ref"]
        ours = Payment.objects.select_for_update().get(payment_ref=payment_ref)
        if MatchDecision.objects.filter(match=match).exists():
            raise Refused(Text("This was decided before.", "该笔匹配已有裁定。"))
        if ours.file_ref != file_ref:
            raise Refused(
                Text(
                    "The issuer's file has told otherwise since; there is nothing left to decide.",
                    "发卡机构文件已另有说明，无需再作裁定。",
                )
            )
        details = {"match": match.pk, "payment_ref": payment_ref, "file_ref": file_ref}
        details |= {"decision": answer}
        if answer == MatchAnswer.OTHER:
            details |= {"other_ref": other_ref}
        entry = record(
            actor=staff.username,
            action="match_decided",
            at=at,
            subject=f"account:{ours.account_id}",
            customer_id=match.customer_id,
            details=details,
            rules=[terms_reference()],
        )
        if answer == MatchAnswer.OTHER:
            _pair_with_another(ours, other_ref, match, entry, at)
        elif answer == MatchAnswer.APART:
            _part(ours, match, entry, at)
        return MatchDecision.objects.create(
            match=match,
            answer=answer,
            other_ref=other_ref if answer == MatchAnswer.OTHER else "",
            reason=because,
            decided_at=at,
            decided_by=staff.username,
            journal_entry=entry,
        )


def _pair_with_another(
    ours: Payment, other_ref: str, match: Entry, entry: Entry, at: datetime
) -> None:
    other = Payment.objects.select_for_update().filter(payment_ref=other_ref).first()
    if other is None or other_ref not in could_be(ours):
        raise Refused(
            Text(
                "It can be no other payment than one of this account and amount, as close by date, "
                "that no file has named yet.",
                "只能改配同一账户、金额相同、日期相近且尚未经文件确认的还款。",
            )
        )
    said = (ours.paid_on, ours.amount_minor, ours.currency, ours.in_figures_from)
    file_ref = ours.file_ref
    _as_reported(ours, match, entry, at)
    other.paid_on, other.amount_minor, other.currency, other.in_figures_from = said
    other.file_ref, other.journal_entry = file_ref, entry
    other.save()


def _part(ours: Payment, match: Entry, entry: Entry, at: datetime) -> None:
    """The file's payment on its own, as a night adds one that nobody reported before."""
    of_the_file = Payment(
        account_id=ours.account_id,
        payment_ref=ours.file_ref,
        paid_on=ours.paid_on,
        amount_minor=ours.amount_minor,
        currency=ours.currency,
        in_figures_from=ours.in_figures_from,
        journal_entry=entry,
    )
    _as_reported(ours, match, entry, at)
    of_the_file.save()


def _as_reported(ours: Payment, match: Entry, entry: Entry, at: datetime) -> None:
    """Undo what the pairing wrote over. It is in no figures yet, whatever was thought till now."""
    reported = (
        Entry.objects.filter(
            customer_id=match.customer_id,
            action__in=("payment_received", "payment_reversed"),
            details__payment_ref=ours.payment_ref,
        )
        .order_by("id")
        .last()
    )
    if reported is not None:
        ours.account_id = int(reported.subject.removeprefix("account:"))
        ours.paid_on = date.fromisoformat(reported.details["paid_on"])
        ours.amount_minor = reported.details["amount_minor"]
        ours.currency = reported.details["currency"]
    today = local_day(at, zone())
    ours.in_figures_from = today + timedelta(days=payment_terms(today).unconfirmed_days)
    ours.file_ref, ours.journal_entry = "", entry
    ours.save()
