"""What carries calls."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue import telephony
from fairdue.config.doctor.finding import Finding, Level


def telephone() -> Iterator[Finding]:
    """What carries calls is set well and there; without a setting collectors dial by hand."""
    language = get_language() or "en"
    try:
        told = telephony.described()
    except telephony.LineError as error:
        mend = _("correct it; docs/operating/telephone.md has examples")
        yield Finding(Level.PROBLEM, _("telephone"), error.text.in_language(language), mend)
    else:
        yield Finding(Level.OK, _("telephone"), told.in_language(language))
