"""The file as a page to read: one plain HTML document that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from fairdue.kernel.text import Text
from fairdue.reporting.exports.own_file.gathering import Section
from fairdue.reporting.exports.own_file.words import WORDS

TITLE = Text("My file", "我的档案")
MADE = Text("Made", "生成时间")
NOTHING = Text("Nothing.", "无。")
STYLE = """
body { font: 16px/1.6 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem;
  color: #16202c }
h1 { font-size: 1.6rem }
h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid #c9d2dc }
dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .2rem 1rem }
dt { color: #4a5a6b }
dd { margin: 0; overflow-wrap: anywhere }
li { margin: .5rem 0 }
"""


def page(sections: Sequence[Section], *, language: str, made_at: str) -> str:
    """The whole document, in `language`."""
    title = escape(TITLE.in_language(language))
    parts = [
        f'<!doctype html><html lang="{"zh-Hans" if language.startswith("zh") else "en"}"><meta '
        f'charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>{STYLE}</style><h1>{title}</h1>"
        f"<p>{escape(MADE.in_language(language))} {escape(made_at)}</p>"
    ]
    for section in sections:
        parts.append(f"<h2>{escape(section.title.in_language(language))}</h2>")
        parts.append(_shown(section.rows, language))
    return "".join(parts)


def _shown(value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        if set(value) == {"amount", "currency"}:
            return escape(f"{value['amount']} {value['currency']}")
        rows = "".join(
            f"<dt>{escape(_word(name, language))}</dt><dd>{_shown(inner, language)}</dd>"
            for name, inner in value.items()
            if inner not in (None, "", [], {})
        )
        return f"<dl>{rows}</dl>"
    if isinstance(value, list):
        if not value:
            return f"<p>{escape(NOTHING.in_language(language))}</p>"
        return "<ul>" + "".join(f"<li>{_shown(inner, language)}</li>" for inner in value) + "</ul>"
    return escape("" if value is None else str(value))


def _word(name: str, language: str) -> str:
    if language.startswith("zh"):
        return WORDS.get(name, name)
    return name.replace("_", " ")
