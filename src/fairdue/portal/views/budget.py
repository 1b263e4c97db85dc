"""Income and spending, for who wants to go through it: nothing has to be answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language

from fairdue.kernel.amounts import read_amount
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.actions.affordability import record_assessment
from fairdue.negotiation.queries.owing import owed_of
from fairdue.negotiation.queries.promises import zone
from fairdue.negotiation.rules.questions import INCOMES, OPENING, SPENDINGS, Question
from fairdue.portal.access import CardholderRequest, for_cardholder


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was answered."""

    question: Question
    answer: str


@for_cardholder
def budget(request: CardholderRequest) -> HttpResponseBase:
    """The questions, or what they come to."""
    me = request.cardholder
    owed = owed_of(me.customer_id, local_day(request.now, zone()))
    currency = request.POST.get("currency") or request.GET.get("currency") or next(iter(owed), "")
    if currency not in owed:
        raise Http404
    sent = request.POST
    page: dict[str, object] = {
        "currency": currency,
        "opening": OPENING,
        "incomes": _asked(INCOMES, sent),
        "spendings": _asked(SPENDINGS, sent),
        "adults": sent.get("adults", "1"),
        "children_number": sent.get("children_number", "0"),
        "income_varies": sent.get("income_varies"),
    }
    if request.method != "POST":
        return render(request, "portal/budget.html", page)
    try:
        assessed = record_assessment(
            customer_id=me.customer_id,
            currency=currency,
            depth="full",
            figures=dict(_figures(request, currency)),
            actor=me,
            at=request.now,
        )
    except Refused as refused:
        page["error"] = refused.text.in_language(get_language() or "en")
        return render(request, "portal/budget.html", page, status=422)
    page["assessed"] = assessed
    page["short"] = Money(assessed.short_minor, currency)
    return render(request, "portal/budget_result.html", page)


def _asked(questions: Sequence[Question], sent: QueryDict) -> list[Asked]:
    return [Asked(each, str(sent.get(each.code, ""))) for each in questions]


def _figures(request: CardholderRequest, currency: str) -> Iterator[tuple[str, object]]:
    """What was answered, in minor units. Raises Refused, naming the question, for no amount."""
    for question in (*INCOMES, *SPENDINGS):
        text = request.POST.get(question.code, "").strip()
        if not text:
            continue
        try:
            zero = text.replace(".", "").strip("0") == ""
            yield question.code, 0 if zero else read_amount(text, currency).minor
        except Refused as refused:
            name = question.name
            raise Refused(
                Text(f"{name.en}: {refused.text.en}", f"{name.zh}：{refused.text.zh}")
            ) from None
    for key in ("adults", "children_number"):
        text = request.POST.get(key, "").strip()
        if text:
            yield key, int(text) if text.isdecimal() and len(text) < 5 else -1
    yield "income_varies", bool(request.POST.get("income_varies"))
