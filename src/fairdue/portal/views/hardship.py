"""'I can't cope': what happened, and what is done about it at once."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.actions.hardship import ask
from fairdue.negotiation.queries.hardship import hardship_of
from fairdue.negotiation.rules.causes import CAUSES
from fairdue.negotiation.rules.hardship import CIRCUMSTANCES
from fairdue.portal.access import CardholderRequest, for_cardholder

ASK_WHAT = Text(
    "Choose what fits best; “Another reason” is an answer too.",
    "请选择最贴近的一项，“其他原因”也可以。",
)


@for_cardholder
def hardship(request: CardholderRequest) -> HttpResponseBase:
    """Two questions, both with lists to choose from; the answer comes with the next page."""
    me = request.cardholder
    page: dict[str, object] = {
        "causes": [(each.code, each.asked) for each in CAUSES if each.choices],
        "circumstances": CIRCUMSTANCES.items(),
        "decisions": hardship_of(me.customer_id, 5),
        "chosen": (),
    }
    if request.method != "POST":
        return render(request, "portal/hardship.html", page)
    reason, chosen = request.POST.get("reason", ""), request.POST.getlist("circumstances")
    note = request.POST.get("note", "")
    try:
        if not reason:
            raise Refused(ASK_WHAT)
        ask(
            customer_id=me.customer_id,
            reason=reason,
            circumstances=chosen,
            note=note,
            actor=me,
            at=request.now,
        )
    except Refused as refused:
        said = refused.text.in_language(get_language() or "en")
        page |= {"error": said, "reason": reason, "chosen": chosen, "note": note}
        return render(request, "portal/hardship.html", page, status=422)
    return redirect("my-helped")


@for_cardholder
def helped(request: CardholderRequest) -> HttpResponseBase:
    """What was decided last, why, and until when."""
    newest = next(iter(hardship_of(request.cardholder.customer_id, 1)), None)
    if newest is None:
        return redirect("my-hardship")
    return render(request, "portal/helped.html", {"decision": newest})
