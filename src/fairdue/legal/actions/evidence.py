"""Opening what was given as proof of a step."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import transaction

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.actions.recording import enter
from fairdue.legal.models import MatterStep
from fairdue.legal.queries.matters import visible
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.vault.files import SealedFile


def open_step_file(*, step_id: int, staff: Staff, at: datetime) -> BytesIO:
    """The paper given with a step, opened; the journal tells who did. Raises Refused."""
    require(staff, "see_matters")
    row = MatterStep.objects.filter(pk=step_id, matter__in=visible(staff)).first()
    if row is None or not row.file_path:
        raise Refused(Text("There is no such paper.", "没有该文书。"))
    with transaction.atomic():
        enter(row.matter, "matter_file_opened", staff, at, {"number": row.pk})
    with SealedFile(Path(settings.VAR) / row.file_path) as file:
        return BytesIO(b"".join(file.read(0, file.length)))
