"""QR codes of addresses, as SVG for a page or a document."""

from __future__ import annotations

import io

import segno
from django.conf import settings


def public_url(path: str) -> str:
    """A path of the site as cardholders reach it: FAIRDUE_URL before it."""
    return f"{settings.PUBLIC_URL}{path}"


def qr_svg(url: str) -> str:
    """A QR code (ISO/IEC 18004, error level M) as SVG without size: whoever shows it scales it.

    With the quiet zone of four modules that the standard wants, on white.
    """
    written = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        written,
        kind="svg",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
        border=4,
        light="#fff",
    )
    return written.getvalue().decode().strip()
