"""The link by which e-mail is stopped: sealed, so that nobody reads or guesses it (RFC 8058).

It holds the number of the contact point and nothing of a person, and works as long as our keys do.
"""

from __future__ import annotations

import base64
import binascii

from django.conf import settings

from fairdue.vault.sealing import SealBrokenError, vault

TOKEN_LENGTH_MAX = 200
_PURPOSE = "stop e-mail:"


def stop_address(contact_point_id: int) -> str:
    """Where a person stops e-mail that goes to this contact point of theirs."""
    sealed = vault().seal(f"{_PURPOSE}{contact_point_id}")
    token = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
    return f"{settings.PUBLIC_URL}/stop/{token}/"


def stop_headers(contact_point_id: int) -> dict[str, str]:
    """What an e-mail carries so that a mail program can stop it by itself (RFC 2369, 8058)."""
    return {
        "List-Unsubscribe": f"<{stop_address(contact_point_id)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def contact_point_of(token: str) -> int | None:
    """The contact point of a link; None where it isn't one of ours."""
    if not 0 < len(token) <= TOKEN_LENGTH_MAX or not token.isascii():
        return None
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        opened = vault().unseal(sealed)
    except (binascii.Error, SealBrokenError, ValueError):
        return None
    number = opened.removeprefix(_PURPOSE)
    return int(number) if opened.startswith(_PURPOSE) and number.isdecimal() else None
