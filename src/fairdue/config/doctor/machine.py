"""The machine: Python, its libraries, and what is compiled."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from django.utils.translation import gettext as _

from fairdue.config import messages
from fairdue.config.doctor.finding import Finding, Level
from fairdue.strategy.columns.scoring import openmp_missing

PYTHON_NEEDED = (3, 11)


def python_version() -> Iterator[Finding]:
    """Python 3.11 or newer."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON_NEEDED:
        yield Finding(Level.OK, "Python", found)
    else:
        yield Finding(
            Level.PROBLEM,
            "Python",
            found,
            _("install 3.11 or newer, then: make PYTHON=python3.12"),
        )


def score_library() -> Iterator[Finding]:
    """LightGBM can be loaded, for the scores; it needs the system's OpenMP library."""
    if why := openmp_missing():
        yield Finding(
            Level.WARNING,
            _("scores"),
            _("LightGBM can't be loaded, so nights run without scores: %(why)s") % {"why": why},
            _("Debian or Ubuntu: apt-get install libgomp1; elsewhere the OpenMP runtime of GCC"),
        )
    else:
        yield Finding(Level.OK, _("scores"), _("LightGBM can be loaded"))


def translations() -> Iterator[Finding]:
    """Every catalogue is compiled."""
    waiting = messages.stale()
    if waiting:
        names = ", ".join(path.relative_to(messages.PACKAGE).parts[0] for path in waiting)
        yield Finding(
            Level.WARNING,
            _("translations"),
            _("to compile: %(names)s") % {"names": names},
            _("run: fairdue translate"),
        )
    else:
        yield Finding(Level.OK, _("translations"), _("compiled"))
