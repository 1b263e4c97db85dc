"""Documents of agreements as files: the same bytes that people are given."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Query, Router
from pydantic import BaseModel, Field

from fairdue.api.calls import ApiRequest, files
from fairdue.api.fields import Id
from fairdue.api.problems import Problem, not_found
from fairdue.journal.actions import record
from fairdue.kernel.text import Text
from fairdue.negotiation.queries.agreements import agreement
from fairdue.negotiation.queries.documents import MEDIA_TYPES, Format, agreement_file
from fairdue.typesetting import FontMissingError

router = Router(tags=["Promises, offers and agreements"])


class FilePage(BaseModel):
    """Which file."""

    format: Format = "pdf"
    language: Literal["en", "zh-hans"] | None = Field(
        default=None, description="That of Accept-Language unless given"
    )


@files(
    router,
    "/agreements/{agreement_id}/document",
    scope="agreements:read",
    media_types=list(MEDIA_TYPES.values()),
)
def document(request: ApiRequest, agreement_id: Id, page: Query[FilePage]) -> HttpResponse:
    """The agreement as PDF or Word: as it was accepted, before that a draft. Journalled."""
    found = agreement(agreement_id)
    if found is None:
        raise not_found()
    language = page.language or get_language() or "en"
    try:
        content = agreement_file(agreement_id, language, page.format)
    except FontMissingError:
        raise Problem(
            422,
            "refused",
            Text(
                "This installation can set no PDF: a Chinese font is missing. Ask for docx.",
                "本系统缺少中文字体，无法生成PDF，请改用docx格式。",
            ),
        ) from None
    assert content is not None, "it was found a moment ago"
    with transaction.atomic():
        record(
            actor=request.auth.machine.username,
            action="agreement_document_taken",
            at=request.now,
            subject=f"agreement:{agreement_id}",
            customer_id=found.customer_id,
            details={"format": page.format, "language": language},
        )
    name = f"agreement-{agreement_id:06d}.{page.format}"
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[page.format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
