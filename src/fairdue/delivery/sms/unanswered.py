"""Which messages were handed over without an answer, remembered until a receipt tells.

On disk, too, so that a killed process leaves word of them: their keys alone, no number, no words.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from fairdue.delivery.message import Reported
from fairdue.delivery.sms.numbers import same_number

KEPT_MAX = 1000
_HANDING, _HANDED, _ANSWERED = "+", "*", "-"


def reference_number(key: str) -> int:
    """The user_message_reference of a message: 16 bits that follow from its key."""
    return int.from_bytes(sha256(key.encode()).digest()[:2], "big") or 1


@dataclass(slots=True)
class Handed:
    """A message whose parts may all, partly or not have been taken."""

    key: str
    parts: int
    number: str = field(default="", repr=False)
    """Where it went; empty once another process has taken over."""
    whole: bool = False
    """Were all its parts handed over?"""
    told: dict[str, Reported] = field(default_factory=dict)

    def tell(self, reference: str, state: Reported) -> Reported:
        """What a receipt of one part says of all of it.

        Of one that was cut off half-way nothing is known, even if a part of it arrived.
        """
        self.told[reference] = state
        if state == "not_delivered":
            return state
        if not self.whole:
            return "unknown"
        arrived = sum(each == "delivered" for each in self.told.values())
        return "delivered" if arrived >= self.parts else "accepted"


class Unanswered:
    """Messages under way without an answer, the oldest forgotten first."""

    def __init__(self, file: Path | None = None) -> None:
        """`file` keeps them between processes; it is read when first needed.

        The process that owns the carrier owns it; who sends a code only never touches it.
        """
        self._kept: dict[str, Handed] = {}
        self._file, self._is_read = file, file is None

    def __len__(self) -> int:
        self._read()
        return len(self._kept)

    def handing(self, key: str, parts: int, number: str) -> None:
        """The first part is about to be handed over."""
        if key:
            self._note(_HANDING, key, parts)
            self._kept[key].number = number

    def handed(self, key: str) -> None:
        """All parts are out."""
        self._note(_HANDED, key)

    def answered(self, key: str) -> None:
        """The gateway said what became of it: nothing is open."""
        self._note(_ANSWERED, key)

    def found(self, number: int | None, sender: str) -> Handed | None:
        """The one message a receipt can be of, by its reference number or where it came from."""
        self._read()
        if number is not None:
            same = [each for each in self._kept.values() if reference_number(each.key) == number]
        else:
            same = [each for each in self._kept.values() if same_number(each.number, sender)]
        return same[0] if len(same) == 1 else None

    def _note(self, sign: str, key: str, parts: int = 1) -> None:
        if not key:
            return
        self._read()
        if sign != _HANDING and key not in self._kept:
            return
        self._change(sign, key, parts)
        while len(self._kept) > KEPT_MAX:
            del self._kept[next(iter(self._kept))]
        if self._file is not None:
            self._append(self._file, f"{sign} {key} {parts}\n")

    def _change(self, sign: str, key: str, parts: int) -> None:
        if sign == _HANDING:
            self._kept[key] = Handed(key, parts, whole=False)
        elif sign == _HANDED and key in self._kept:
            self._kept[key].whole = True
        elif sign == _ANSWERED:
            self._kept.pop(key, None)

    def _append(self, file: Path, line: str) -> None:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as out:
            out.write(line)

    def _read(self) -> None:
        """What an earlier process left; the file is then written anew, without what is settled."""
        if self._is_read or self._file is None:
            return
        self._is_read, file = True, self._file
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            for line in file.read_text().splitlines():
                sign, key, parts = (*line.split(), "", "", "")[:3]
                if key and parts.isdigit():
                    self._change(sign, key, int(parts))
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        self._append(draft, "".join(self._lines()))
        draft.replace(file)

    def _lines(self) -> list[str]:
        return [
            f"{sign} {each.key} {each.parts}\n"
            for each in self._kept.values()
            for sign in (_HANDING, *(_HANDED * each.whole))
        ]
