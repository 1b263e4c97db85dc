"""Whether a letter, message or call is ours: the same answer as on the public page."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Router, Schema
from pydantic import StringConstraints

from fairdue.api.calls import ApiRequest, asks
from fairdue.api.fields import LINE, Given
from fairdue.identity.actions.contact_codes import check

router = Router(tags=["Contact codes"])


class CodeIn(Given):
    """A code as it stands on a letter, a message or a visitor's card."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=LINE)]


class CodeOut(Schema):
    """The kind and the days only where it is genuine; nothing about anybody's debt."""

    answer: str
    kind: str
    issued_on: date | None
    valid_until: date | None


@asks(router, "/contact-codes/check", scope="codes:check", response=CodeOut)
def check_code(request: ApiRequest, given: CodeIn) -> CodeOut:
    """Genuine or not. Every asking is on record, and counted."""
    checked = check(code=given.code, client=request.auth.machine.username, at=request.now)
    return CodeOut(
        answer=checked.answer.value,
        kind=checked.kind,
        issued_on=checked.issued_on,
        valid_until=checked.valid_until,
    )
