"""Programs of others that tests start as real counterparts. Fairdue itself runs without them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairdue.config.doctor.finding import Finding, Level

FOLDERS = os.pathsep.join(("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/lib/kannel/test"))
"""Where such programs lie that aren't on everybody's path."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program, the Debian package it is in, and what isn't tested without it."""

    name: str
    package: str
    left_out: str | Promise


PROGRAMS = (
    Program("bearerbox", "kannel", gettext_lazy("texts through a gateway of Kannel")),
    Program("fakesmsc", "kannel-extras", gettext_lazy("texts through a gateway of Kannel")),
    Program("postfix", "postfix", gettext_lazy("bounces of a real mail server")),
    Program("sipp", "sip-tester", gettext_lazy("telephone calls")),
    Program("baresip", "baresip-core", gettext_lazy("telephone calls")),
)


def of_tests() -> Iterator[Finding]:
    """Where tests can be run: which of the programs that they start are missing, if any."""
    if find_spec("pytest") is None:
        return
    missing = [each for each in PROGRAMS if not _is_there(each.name)]
    if not missing:
        text = ", ".join(each.name for each in PROGRAMS)
        yield Finding(Level.OK, _("programs for tests"), text)
        return
    left_out = ", ".join(dict.fromkeys(str(each.left_out) for each in missing))
    text = _(
        "not here: %(names)s. Fairdue runs without them; these tests are left out: %(tests)s"
    ) % {"names": ", ".join(each.name for each in missing), "tests": left_out}
    packages = " ".join(each.package for each in missing)
    mend = _("Debian or Ubuntu: apt-get install %(packages)s") % {"packages": packages}
    yield Finding(Level.OK, _("programs for tests"), text, mend)


def _is_there(name: str) -> bool:
    return (shutil.which(name) or shutil.which(name, path=FOLDERS)) is not None
