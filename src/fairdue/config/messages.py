"""Translations: collects texts, compiles catalogues, finds what is not translated.

Every room has its own catalogue, `locale/zh_Hans/LC_MESSAGES/django.po`. English is the source.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
LANGUAGE = "zh_Hans"
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""Django's functions, and which of their arguments are texts ("c" marks the context)."""

HEADER = """# Chinese texts of the {room} room.
msgid ""
msgstr ""
"Project-Id-Version: Fairdue\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
"""Always the same: nothing in it changes with the day or the tool."""

_PYTHON = {"encoding": "utf-8"}

MessageId = str | tuple[str, ...]


@dataclass(frozen=True)
class Lack:
    """A text without a usable translation."""

    room: str
    text: str
    why: str


def rooms(package: Path = PACKAGE) -> list[Path]:
    """Every room's folder, in order."""
    return sorted(path.parent for path in package.glob("*/__init__.py"))


def texts_of(room: Path) -> dict[tuple[str, MessageId], None]:
    """Every (context, text) that a room's Python and templates ask to translate, in order.

    The context is "" where there is none; a text with a plural is a pair.
    """
    found: dict[tuple[str, MessageId], None] = {}
    for path in sorted(room.rglob("*.py")):
        if not {"migrations", "tests"} & set(path.relative_to(room).parts):
            _gather(path.read_bytes(), found)
    for path in sorted(room.rglob("templates/**/*")):
        if path.suffix in (".html", ".txt", ".typ", ".svg"):
            code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            level = "\n".join(line.lstrip() for line in code.splitlines())
            _gather(level.encode(), found)
    return found


def collect(package: Path = PACKAGE) -> list[Path]:
    """Bring every room's catalogue up to date with its texts, keeping translations.

    Texts that are gone leave the catalogue. Gives the files that changed.
    """
    changed = []
    for room in rooms(package):
        texts, path = texts_of(room), room / CATALOGUE
        if not texts and not path.exists():
            continue
        before = path.read_bytes() if path.exists() else b""
        after = _updated(room.name, before, texts)
        if after != before:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(after)
            changed.append(path)
    return changed


def compile_stale(package: Path = PACKAGE) -> list[Path]:
    """Compile every catalogue that is newer than its .mo; gives the .mo files written."""
    written = []
    for source in stale(package):
        target = source.with_suffix(".mo")
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, _read(source.read_bytes()))
        draft.replace(target)
        written.append(target)
    return written


def stale(package: Path = PACKAGE) -> list[Path]:
    """Catalogues whose compiled form is missing or older."""
    return [
        source
        for source in _catalogues(package)
        if not (target := source.with_suffix(".mo")).exists()
        or target.stat().st_mtime_ns < source.stat().st_mtime_ns
    ]


def untranslated(package: Path = PACKAGE) -> list[Lack]:
    """Texts without Chinese, with an unsure one, or with one whose placeholders differ.

    A text translated in any room is translated in all, as Django merges the catalogues.
    """
    known: dict[tuple[str, MessageId], str] = {}
    for source in _catalogues(package):
        for key, why in _judged(_read(source.read_bytes())):
            known[key] = known.get(key, why) and why
    return [
        Lack(room.name, text if isinstance(text, str) else text[0], why)
        for room in rooms(package)
        for context, text in texts_of(room)
        if (why := known.get((context, text), "not in any catalogue"))
    ]


def at_odds(package: Path = PACKAGE) -> list[Lack]:
    """Texts that two rooms translate differently.

    Merged, the first room's words show in the other too: what means two things needs a context.
    """
    first: dict[tuple[str, MessageId], tuple[str, str]] = {}
    found = []
    for source in _catalogues(package):
        room = source.relative_to(package).parts[0]
        for message in _read(source.read_bytes()):
            if not message.id or not message.string:
                continue
            key, words = (message.context or "", _as_key(message.id)), str(message.string)
            other, said = first.setdefault(key, (room, words))
            if said != words:
                text = key[1] if isinstance(key[1], str) else key[1][0]
                found.append(Lack(room, text, f"{words} here, {said} in {other}"))
    return found


def _judged(catalogue: Catalog) -> Iterator[tuple[tuple[str, MessageId], str]]:
    """Each message's key, and "" when it is well translated, else what is wrong with it."""
    for message in catalogue:
        if not message.id:
            continue
        parts = message.string if isinstance(message.string, tuple) else (message.string,)
        problems = [str(problem) for problem in message.check(catalogue)]
        if not all(parts):
            problems.insert(0, "not translated")
        elif message.fuzzy:
            problems.insert(0, "marked as unsure (fuzzy)")
        yield (message.context or "", _as_key(message.id)), "; ".join(problems)


def _gather(code: bytes, found: dict[tuple[str, MessageId], None]) -> None:
    lines = extract("python", io.BytesIO(code), keywords=KEYWORDS, options=_PYTHON)
    for _, message, _, context in lines:
        found[context or "", _as_key(message)] = None


def _as_key(message: Any) -> MessageId:
    """The text, or a tuple of singular and plural."""
    return message if isinstance(message, str) else tuple(message)


def _updated(room: str, before: bytes, texts: dict[tuple[str, MessageId], None]) -> bytes:
    """The catalogue with exactly these texts, translations kept."""
    catalogue = _read(before)
    fresh = Catalog(locale=LANGUAGE)
    for context, text in texts:
        fresh.add(text, context=context or None)
    catalogue.update(fresh, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    out = io.BytesIO()
    write_po(out, catalogue, no_location=True, omit_header=True, sort_output=True, width=100)
    return HEADER.format(room=room).encode() + out.getvalue()


def _catalogues(package: Path) -> list[Path]:
    return sorted(package.glob(f"*/{CATALOGUE}"))


def _read(content: bytes) -> Catalog:
    return read_po(io.BytesIO(content), locale=LANGUAGE, domain="django")
