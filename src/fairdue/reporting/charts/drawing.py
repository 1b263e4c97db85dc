"""Draws a Vega-Lite chart to SVG in this process, in the product's colours.

Colours repeat the design tokens of `desk/static/desk/fairdue.css`. A drawn chart is remembered
by its description, which holds sums only.
"""

from __future__ import annotations

import functools
import html
import json
import re
from dataclasses import dataclass
from typing import Any

INK = "#16202c"
MUTED = "#4a5866"
LINE = "#dce2e8"
ACCENT = "#0a5a6a"
SERIES = ("#0a5a6a", "#b86a12", "#64717e")
SEQUENCE = ("#f1f6f8", "#08434f")
SEVERITY = (
    "#8fb7a2",
    "#e7c98a",
    "#e0a95f",
    "#d58a4c",
    "#c56c41",
    "#af5039",
    "#933a34",
    "#74282d",
)
FONTS = (
    "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its words, and the same numbers as a table for those who can't see it."""

    key: str
    title: str
    description: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def config() -> dict[str, Any]:
    """Vega-Lite's configuration for every chart."""
    words = {"labelFont": FONTS, "titleFont": FONTS, "labelColor": MUTED, "titleColor": MUTED}
    return {
        "font": FONTS,
        "aria": False,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            **words,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "gridColor": LINE,
            "domainColor": LINE,
            "tickColor": LINE,
        },
        "legend": {**words, "labelFontSize": 12, "titleFontSize": 12},
        "bar": {"cornerRadiusEnd": 2, "color": ACCENT},
        "line": {"strokeWidth": 2},
        "text": {"font": FONTS, "fontSize": 12, "color": INK},
    }


def draw(spec: dict[str, Any], title: str, description: str) -> str:
    """SVG text of a Vega-Lite description, with a title and description for screen readers."""
    return _labelled(_svg(json.dumps(spec, sort_keys=True, default=str)), title, description)


@functools.lru_cache(maxsize=256)
def _svg(spec: str) -> str:
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(spec, config=config())
    return drawn


def _labelled(svg: str, title: str, description: str) -> str:
    """Scalable in its column, named and described, without clashing ids."""
    opening = re.match(r"<svg[^>]*>", svg)
    if opening is None:
        raise ValueError("the chart library gave no SVG")
    box = re.search(r'viewBox="([^"]*)"', opening[0])
    width = box[1].split()[2] if box else "640"
    words = f"<title>{html.escape(title)}</title><desc>{html.escape(description)}</desc>"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{html.escape(title)}" '
        f'viewBox="{box[1] if box else ""}" style="width:100%;height:auto;max-width:{width}px">'
    )
    return head + words + svg[opening.end() :]
