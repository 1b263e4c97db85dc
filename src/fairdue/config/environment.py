"""Reads what isn't text from the environment."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured


def whole_number(name: str, default: int) -> int:
    """A number from nought on. Raises ImproperlyConfigured for anything else that is set."""
    given = os.environ.get(name, "").strip()
    if not given:
        return default
    if not (given.isascii() and given.isdecimal()):
        raise ImproperlyConfigured(
            f"{name} is {given!r}, which is not a whole number. Set it to one from 0 on, such as "
            f"{name}=1, or unset it for {default}."
        )
    return int(given)
