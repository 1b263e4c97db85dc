"""QR codes, as vectors for pages and as pixels for Word."""

from __future__ import annotations

import io

import segno


def qr_svg(address: str) -> str:
    """An SVG of the address, black on white, with its quiet zone."""
    return str(segno.make(address, micro=False, error="m").svg_inline(scale=4, light="#fff"))


def qr_png(address: str) -> bytes:
    """A PNG of the address."""
    picture = io.BytesIO()
    segno.make(address, micro=False, error="m").save(picture, kind="png", scale=8)
    return picture.getvalue()
