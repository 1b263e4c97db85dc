"""A throw-away installation to measure in: a data folder with its own PostgreSQL."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def throw_away(**environment: str) -> Path:
    """Make one and make this process part of it; gives its folder, gone when the bench ends."""
    folder = Path(tempfile.mkdtemp(prefix="fairdue-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # after the database has stopped
    join(folder, **environment)
    from django.core.management import call_command

    from fairdue.config import database

    database.start()
    call_command("migrate", verbosity=0)
    return folder


def join(folder: Path, **environment: str) -> None:
    """Make this process part of the installation in `folder`."""
    os.environ |= {
        "FAIRDUE_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "fairdue.config.settings",
        **environment,
    }
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.utils import translation

    django.setup()
    translation.activate("en")
