"""Whether the readable rows of a bundle say what the sealed records say."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from fairdue.journal.rules.bundle import (
    CONTACT,
    OUTCOME,
    PERMIT,
    RECORDING,
    VISIT_EVIDENCE,
    VISIT_RECORD,
)
from fairdue.journal.rules.canonical import canonical
from fairdue.journal.rules.chain import Blame
from fairdue.journal.rules.faults import Fault, entry_name
from fairdue.kernel.text import Text

SUBJECT = {
    PERMIT: "permit",
    CONTACT: "attempt",
    OUTCOME: "attempt",
    RECORDING: "recording",
    VISIT_RECORD: "visit_record",
    VISIT_EVIDENCE: "visit_evidence",
}
ACTIONS = {
    PERMIT: ("permit_granted", "permit_denied"),
    CONTACT: ("contact_made", "permit_granted"),
    OUTCOME: ("outcome_recorded",),
    RECORDING: ("recording_kept",),
    VISIT_RECORD: ("visit_record_kept",),
    VISIT_EVIDENCE: ("visit_evidence_kept",),
}
"""By which actions a row's record was written. A permit and its contact may share one."""
SAME = {
    PERMIT: {"asked_at": "at", "asked_by": "actor"},
    CONTACT: {"made_at": "at", "made_by": "actor"},
    OUTCOME: {"ended_at": "at"},
    RECORDING: {"kept_at": "at"},
    VISIT_RECORD: {"received_at": "at"},
    VISIT_EVIDENCE: {"received_at": "at"},
}
"""Fields of a row and the entry's own field that says the same."""
ENDS = ("outcome_recorded", "outcome_undone")
_NAMES = {
    PERMIT: Text("permit", "触达许可"),
    CONTACT: Text("contact", "触达"),
    OUTCOME: Text("outcome of contact", "触达结果"),
    RECORDING: Text("recording", "录音"),
    VISIT_RECORD: Text("record of a visit", "外访记录"),
    VISIT_EVIDENCE: Text("file of a visit", "外访附件"),
}
Document = dict[str, Any]


class Rows:
    """Remembers the records that rows rest on; compares when all are known."""

    def __init__(self, blame: Blame) -> None:
        self._blame = blame
        self._entries: dict[int, Document] = {}
        self._rows: list[tuple[Document, int]] = []
        self._seen: set[tuple[str, Any]] = set()

    def keep(self, entry: Document) -> None:
        """A record of the  One that is malformed was blamed already."""
        texts = [entry.get(name) for name in ("subject", "action", "at", "actor")]
        if not all(isinstance(text, str) for text in texts) or "customer" not in entry:
            return
        if not isinstance(entry.get("details"), dict):
            return
        if entry["subject"].partition(":")[0] in SUBJECT.values():
            self._entries[entry["entry"]] = entry

    def compare(self, row: Document, line: int) -> None:
        """A row of the  Raises where it lacks what every row has."""
        kind, number = row["kind"], int(row["number"])
        int(row["entry"])
        if (kind, number) in self._seen:
            why = Text("it is there already", "已存在")
            self._blame(Fault.INSERTED, why, name_of(row))
        self._seen.add((kind, number))
        self._rows.append((row, line))

    def finish(self) -> None:
        """Compare every row with its record, and look for records that lack their row."""
        last_end = self._last_ends()
        for row, line in self._rows:
            entry = self._entries.get(row["entry"])
            if entry is None:
                why = Text(
                    f"its record, entry {row['entry']}, is not here",
                    f"缺少其依据的记录{row['entry']}",
                )
                self._blame(Fault.ROW_DIFFERS, why, name_of(row), line, follows=True)
                continue
            differing = differences(row, entry)
            if differing:
                names = ", ".join(differing)
                why = Text(
                    f"{names}: not as in entry {row['entry']}",
                    f"{names}：与记录{row['entry']}不一致",
                )
                self._blame(Fault.ROW_DIFFERS, why, name_of(row), line)
            elif row["kind"] == OUTCOME and last_end[entry["subject"]] != row["entry"]:
                why = Text(
                    f"entry {last_end[entry['subject']]} came after entry {row['entry']}",
                    f"记录{row['entry']}之后另有记录{last_end[entry['subject']]}",
                )
                self._blame(Fault.ROW_DIFFERS, why, name_of(row), line)
        self._find_lacking(last_end)

    def _find_lacking(self, last_end: dict[str, int]) -> None:
        rests = {(row["kind"], row["entry"]) for row, _line in self._rows}
        used = {
            f"permit:{row.get('permit')}" for row, _line in self._rows if row["kind"] == CONTACT
        }
        for number, entry in self._needing_rows(last_end).items():
            kind = next((one for one, actions in ACTIONS.items() if entry["action"] in actions), "")
            if kind and (kind, number) not in rests:
                self._blame_lacking(kind, number)
            if entry["details"].get("used") is True and entry["subject"] not in used:
                self._blame_lacking(CONTACT, number)

    def _blame_lacking(self, kind: str, number: int) -> None:
        name = _NAMES[kind]
        why = Text(f"there is no row for its {name.en}", f"没有对应的{name.zh}明细")
        self._blame(Fault.MISSING, why, entry_name(number), follows=True)

    def _last_ends(self) -> dict[str, int]:
        """By contact, the record that last gave or took back its outcome."""
        ends = [(entry["subject"], n) for n, entry in self._entries.items() if _is_end(entry)]
        return dict(sorted(ends, key=lambda end: end[1]))

    def _needing_rows(self, last_end: dict[str, int]) -> dict[int, Document]:
        """Records that a row must rest on: of the outcomes of one contact, only the last stands."""
        return {
            number: entry
            for number, entry in self._entries.items()
            if not _is_end(entry) or last_end[entry["subject"]] == number
        }


def _is_end(entry: Document) -> bool:
    return entry["action"] in ENDS


def name_of(row: Document) -> Text:
    """What a row is called."""
    name, number = _NAMES[row["kind"]], row["number"]
    return Text(f"{name.en} {number}", f"{name.zh}{number}")


def differences(row: Document, entry: Document) -> list[str]:
    """Fields of a row that its record says otherwise; "record" where it is none of its own."""
    kind, details = row["kind"], entry["details"]
    subjects = {f"{SUBJECT[kind]}:{row['number']}"}
    if kind == CONTACT:
        subjects.add(f"permit:{row.get('permit')}")
    if entry["subject"] not in subjects or entry["action"] not in ACTIONS[kind]:
        return ["record"]
    said = {name: entry[field] for name, field in SAME[kind].items()}
    said |= {"customer": entry["customer"]}
    if kind == PERMIT:
        said["granted"] = entry["action"] == "permit_granted"
    own = {"kind", "line", "check", "number", "entry"}
    said = {**details, **said}
    return [
        name
        for name, value in row.items()
        if name not in own and name in said and not _equal(value, said[name])
    ]


def _equal(one: Any, other: Any) -> bool:
    """Equal, or two spellings of one moment, or a document and its digest."""
    if isinstance(one, dict) and isinstance(other, str):
        return sha256(canonical(one).encode()).hexdigest() == other
    if type(one) is type(other) and one == other:
        return True
    if isinstance(one, str) and isinstance(other, str):
        try:
            return datetime.fromisoformat(one) == datetime.fromisoformat(other)
        except (TypeError, ValueError):
            return False
    return False
