"""CSV with one line of a talk in each row, and JSON with one talk in each object.

CSV has a head: speaker and text, and attempt or call where the file is of several talks;
begins_seconds, ends_seconds and language where they are known. JSON has the same names:
{"attempt": 12, "language": "zh", "lines": [{"speaker": …, "begins_seconds": …, …}]}, or a list
of such objects. Other columns and names are left alone.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from fairdue.kernel.text import Text
from fairdue.quality.rules.reading.lines import Gathering, Times, reference_of

WHOLE = Text("the file", "整个文件")
NEEDED = ("speaker", "text")


def read_csv(text: str, reference: str, found: Gathering) -> None:
    """CSV with commas."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    head: list[str] = []
    while True:
        begins = rows.line_num + 1
        place = Text(f"line {begins}", f"第{begins}行")
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            found.fault(
                place,
                f"The row can't be read ({error}). Put texts with commas or quotes in quotes.",
                f"该行无法读取（{error}），含逗号或引号的文字请用引号括起。",
            )
            return
        if not any(cell.strip() for cell in row):
            continue
        if not head:
            head = [cell.strip().lower() for cell in row]
            if not _head_is_fit(head, found, place):
                return
        elif len(row) != len(head):
            found.fault(
                place,
                f"It has {len(row)} cells and the head {len(head)}. Put texts with commas in "
                "quotes.",
                f"该行有{len(row)}列，表头有{len(head)}列，含逗号的文字请用引号括起。",
            )
        else:
            _row(dict(zip(head, row, strict=True)), reference, found, place)


def _head_is_fit(head: list[str], found: Gathering, place: Text) -> bool:
    missing = [name for name in NEEDED if name not in head]
    if not missing and len(set(head)) == len(head):
        return True
    found.fault(
        place,
        "The first row names the columns, each once: attempt, speaker, begins_seconds, "
        "ends_seconds, text.",
        "首行应为列名且不得重复：attempt、speaker、begins_seconds、ends_seconds、text。",
    )
    return False


def _row(cells: dict[str, str], reference: str, found: Gathering, place: Text) -> None:
    told = _reference(cells, reference, found, place)
    if told is None:
        return
    found.speak(told, cells.get("language", ""))
    times = _times(cells.get("begins_seconds", ""), cells.get("ends_seconds", ""))
    found.add(place, told, cells["speaker"], cells["text"], times)


def read_json(text: str, reference: str, found: Gathering) -> None:
    """JSON."""
    try:
        told = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        found.fault(
            Text(f"line {line}", f"第{line}行"),
            "This is no JSON. Write the file anew with the program that made it.",
            "不是有效的JSON，请用原程序重新导出。",
        )
        return
    talks = told if isinstance(told, list) else [told]
    for number, talk in enumerate(talks, start=1):
        place = Text(f"talk {number}", f"第{number}通")
        if not isinstance(talk, dict) or not isinstance(talk.get("lines"), list):
            found.fault(
                place,
                'A talk is an object with "lines": [{"speaker": …, "text": …}].',
                '每通对话应为对象，含"lines": [{"speaker": …, "text": …}]。',
            )
            continue
        whose = _reference(talk, reference, found, place)
        if whose is None:
            continue
        found.speak(whose, str(talk.get("language") or ""))
        for at, line in enumerate(talk["lines"], start=1):
            _object(line, whose, found, Text(f"talk {number}, line {at}", f"第{number}通第{at}行"))


def _object(line: Any, whose: str, found: Gathering, place: Text) -> None:
    if not isinstance(line, dict) or not isinstance(line.get("text", ""), str):
        found.fault(
            place,
            'A line is an object {"speaker": "collector", "text": "…"}.',
            '每行应为对象，如{"speaker": "collector", "text": "…"}。',
        )
        return
    times = _times(line.get("begins_seconds"), line.get("ends_seconds"))
    who = line.get("speaker", line.get("channel", ""))
    found.add(place, whose, str(who), line.get("text", ""), times)


def _reference(told: dict[str, Any], reference: str, found: Gathering, place: Text) -> str | None:
    """Whose talk it is; None, and a fault, where what is told is no number."""
    for name in ("attempt", "call"):
        number = told.get(name)
        if number is None or str(number).strip() == "":
            continue
        named = reference_of(f"{name}:{str(number).strip().removeprefix(name + ':')}")
        if named is None:
            found.fault(
                place,
                f"The {name} is a whole number, as the timeline shows it.",
                f"{name}应为整数编号。",
            )
        return named
    return reference


def _times(begins: Any, ends: Any) -> Times:
    try:
        return _number(begins), _number(ends)
    except (TypeError, ValueError, OverflowError):
        return None


def _number(told: Any) -> float | None:
    if isinstance(told, bool):
        raise TypeError
    if told is None or (isinstance(told, str) and not told.strip()):
        return None
    return float(told)


def _no_number(name: str) -> float:
    raise ValueError(name)
