"""The intake as a job, asked for from the browser."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from fairdue.portfolio import uploads
from fairdue.portfolio.intake.errors import IntakeError
from fairdue.portfolio.intake.mappings import find_mapping
from fairdue.portfolio.intake.running import run_intake
from fairdue.portfolio.uploads import Upload, UploadState


def ask_for_intake(upload: Upload, *, by: str, at: datetime, language: str) -> Upload:
    """Have a worker take an upload in. One that is already asked for is left as it is."""
    try:
        with transaction.atomic():
            take_in.configure(queueing_lock=f"intake:{upload.token}").defer(
                token=upload.token, by=by, at=at.isoformat(), language=language
            )
    except AlreadyEnqueued:
        return upload
    return uploads.change(upload, state=UploadState.WAITING, problem="", progress="")


@app.task(name="portfolio.take_in")
def take_in(*, token: str, by: str, at: str, language: str) -> None:
    """Take an upload in, and keep telling how far it has come.

    Its files are removed once they were taken in; after a failure they stay for another try.
    """
    upload = uploads.find(token)
    if upload is None:
        return
    upload = uploads.change(upload, state=UploadState.RUNNING)

    def tell(step: str) -> None:
        nonlocal upload
        assert upload is not None
        upload = uploads.change(upload, progress=step)

    with translation.override(language):
        try:
            outcome = run_intake(
                upload.given,
                find_mapping(upload.mapping),
                upload.day,
                actor=by,
                at=datetime.fromisoformat(at),
                progress=tell,
            )
        except IntakeError as error:
            uploads.change(upload, state=UploadState.FAILED, problem=str(error))
        except Exception as error:
            uploads.change(upload, state=UploadState.FAILED, problem=type(error).__name__)
            raise
        else:
            uploads.change(
                upload,
                state=UploadState.DONE,
                run_id=outcome.run.pk,
                changed=outcome.changed,
                progress="",
            )
            uploads.drop_files(upload)
