"""A visitor's card: who comes, for whom, and a code by which the customer can check it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from fairdue.contact.queries import language_of
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.identity.actions.contact_codes import issue
from fairdue.identity.models import CodeKind
from fairdue.identity.queries.policy import code_policy, lender
from fairdue.kernel.text import Text, day_in_words
from fairdue.people.models import Role
from fairdue.portfolio import queries as portfolio
from fairdue.typesetting import Code, Document, Facts, FontMissingError, Paragraph, document_pdf


@require_POST
@for_roles(Role.COLLECTOR, Role.LEAD)
def visitor_card(request: StaffRequest, customer_id: int) -> HttpResponseBase:
    """The card of whoever asks for it, to be printed; in the customer's language.

    It names neither the customer nor a debt: others may see it at the door.
    """
    if portfolio.customer(customer_id) is None:
        raise Http404
    policy = code_policy(request.now)
    days = policy.days_valid_max[CodeKind.VISIT]
    code = issue(
        customer_id=customer_id,
        kind=CodeKind.VISIT,
        subject=f"staff:{request.user.pk}",
        expires_at=request.now + timedelta(days=days),
        actor=request.user,
        at=request.now,
    )
    language = language_of(customer_id, request.now)

    def say(en: str, zh: str) -> str:
        return Text(en, zh).in_language(language)

    until = day_in_words(timezone.localdate(code.expires_at)).in_language(language)
    card = Document(
        title=say("Visitor", "来访人员"),
        subtitle=lender(request.now).in_language(language),
        language=language,
        blocks=(
            Facts(
                (
                    (say("Name", "姓名"), request.user.display_name),
                    (say("Valid until", "有效期至"), until),
                )
            ),
            Paragraph(
                say(
                    "You need not open the door or speak with anyone. Check this card first.",
                    "您可以不开门、不交谈。请先核验本证件。",
                )
            ),
            Code(
                f"{settings.PUBLIC_URL}{code.url_path}",
                code.code,
                say(
                    "Scan, or enter the code at the address below. No sign-in is needed.",
                    "请扫码，或在下方网址输入核验码，无需登录。",
                ),
            ),
        ),
        footer=lender(request.now).in_language(language),
        made_at=request.now,
    )
    try:
        content = document_pdf(card)
    except FontMissingError as error:
        messages.error(request, str(error))
        return redirect("customer", customer_id)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="visitor-card.pdf"'
    return response
