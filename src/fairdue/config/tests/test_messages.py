"""Collecting, compiling and checking translations, on a small package made for it."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from fairdue.config import messages

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
TITLE = _("Queue")
def count(n):
    return ngettext("%(n)s case", "%(n)s cases", n) % {"n": n}
VERB = pgettext("verb", "Call")
"""
TEMPLATE = """
    <h1>{% translate "Next" %}</h1>
  {% blocktranslate trimmed count n=items %}
     one left
  {% plural %}
     {{ n }} left
  {% endblocktranslate %}
<p title="{% translate 'It''s' %}">don't {{ _("Inline")|upper }}</p>
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    room = tmp_path / "room"
    (room / "templates" / "room").mkdir(parents=True)
    (room / "tests").mkdir()
    (room / "__init__.py").write_text("")
    (room / "texts.py").write_text(PYTHON)
    (room / "tests" / "test_it.py").write_text('_("not for people")')
    (room / "templates" / "room" / "page.html").write_text(TEMPLATE)
    return tmp_path


def translate(package: Path, source: str, target: str, room: str = "room") -> None:
    path = package / room / messages.CATALOGUE
    lines = path.read_text(encoding="utf-8").split("\n")
    place = lines.index(source) + 1
    assert lines[place].startswith('msgstr "')
    lines[place] = f'msgstr "{target}"'
    path.write_text("\n".join(lines), encoding="utf-8")


def test_texts_are_found_in_python_and_in_templates(package: Path) -> None:
    found = messages.texts_of(package / "room")
    assert ("", "Queue") in found
    assert ("", ("%(n)s case", "%(n)s cases")) in found
    assert ("verb", "Call") in found
    assert ("", "Next") in found
    assert ("", ("one left", "%(n)s left")) in found
    assert ("", "Inline") in found
    assert not any("not for people" in text for _, text in found)


def test_collecting_twice_changes_nothing_and_keeps_translations(package: Path) -> None:
    assert messages.collect(package) == [package / "room" / messages.CATALOGUE]
    translate(package, 'msgid "Queue"', "队列")
    first = (package / "room" / messages.CATALOGUE).read_bytes()
    assert messages.collect(package) == []
    (package / "room" / "more.py").write_text('_("Later")')
    messages.collect(package)
    after = (package / "room" / messages.CATALOGUE).read_bytes()
    assert "队列".encode() in after
    assert b"Later" in after
    (package / "room" / "more.py").unlink()
    messages.collect(package)
    assert (package / "room" / messages.CATALOGUE).read_bytes() == first


def test_a_compiled_catalogue_is_made_anew_only_when_stale(package: Path) -> None:
    messages.collect(package)
    translate(package, 'msgid "Queue"', "队列")
    [compiled] = messages.compile_stale(package)
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Queue") == "队列"
    assert messages.compile_stale(package) == []
    source = package / "room" / messages.CATALOGUE
    later = compiled.stat().st_mtime_ns + 1_000_000
    os.utime(source, ns=(later, later))
    assert messages.stale(package) == [source]
    assert messages.compile_stale(package) == [compiled]


def test_what_lacks_chinese_is_named_with_the_reason(package: Path) -> None:
    assert {lack.why for lack in messages.untranslated(package)} == {"not in any catalogue"}
    messages.collect(package)
    translate(package, 'msgid "Queue"', "队列")
    lacking = {lack.text: lack.why for lack in messages.untranslated(package)}
    assert "Queue" not in lacking
    assert lacking["Next"] == "not translated"
    assert lacking["%(n)s case"] == "not translated"


def test_a_translation_with_another_placeholder_is_found(package: Path) -> None:
    (package / "room" / "texts.py").write_text('_("%(amount)s is due")')
    messages.collect(package)
    translate(package, 'msgid "%(amount)s is due"', "应还 %(sum)s")
    lacking = {lack.text: lack.why for lack in messages.untranslated(package)}
    assert "placeholder" in lacking["%(amount)s is due"]


def test_a_text_translated_in_another_room_is_translated(package: Path) -> None:
    messages.collect(package)
    translate(package, 'msgid "Queue"', "队列")
    other = package / "other"
    other.mkdir()
    (other / "__init__.py").write_text('_("Queue")')
    assert not [lack for lack in messages.untranslated(package) if lack.room == "other"]


def test_a_text_that_two_rooms_translate_differently_is_found(package: Path) -> None:
    other = package / "other"
    other.mkdir()
    (other / "__init__.py").write_text('_("Queue")')
    messages.collect(package)
    translate(package, 'msgid "Queue"', "队列")
    translate(package, 'msgid "Queue"', "队列", "other")
    assert not messages.at_odds(package)
    translate(package, 'msgid "Queue"', "排队", "other")
    assert [lack.text for lack in messages.at_odds(package)] == ["Queue"]
