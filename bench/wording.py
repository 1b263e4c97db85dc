"""How well words are read: threats, insults, answers, complaints.

    python -m bench.wording [own] [answers] [abuse] [complaints] [--train]

`own` and `answers` are this project's own sentences (src/fairdue/wording/data), measured on the
half that was never used for tuning. `abuse` and `complaints` are public sets; where they aren't in
FAIRDUE_PUBLIC_DATA, that is said. `--train` makes the shipped model anew from the tuning half.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from typing import Any

from bench import _wording_sets as sets

STOPS = frozenset({"stop_channel", "stop_all", "stop_place", "stop_time"})
PARTS = ("own", "answers", "abuse", "complaints")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--train", action="store_true")
    asked = parser.parse_args()
    if asked.train:
        from bench._wording_training import train

        train(write=True)
    for part in asked.parts or PARTS:
        begun = time.perf_counter()
        print(f"-- {part}")
        MEASURES[part]()
        print(f"   {time.perf_counter() - begun:.1f} s")


def own() -> None:
    """Threats and lawful firm wording: rules alone, and rules with the model."""
    for language in ("zh", "en"):
        for part in ("tune", "test"):
            rows = sets.collectors(language, part)
            for name, found in (("rules", _by_rules), ("rules and model", _by_both)):
                _say(f"{language} {part:4} {name:15}", rows, found)
        _by_kind(language)
    _apart()


def _say(name: str, rows: list[dict[str, Any]], found: Any) -> None:
    threats = [bool(found(row)) for row in rows if row["label"] == "threat"]
    lawful = [not found(row) for row in rows if row["label"] == "lawful"]
    print(
        f"   {name} threats: {_quality(sum(threats), lawful.count(False), len(threats))}; "
        f"lawful: {_quality(sum(lawful), threats.count(False), len(lawful))}; "
        f"false alarms {lawful.count(False)}/{len(lawful)}"
    )


def _quality(right: int, wrong: int, all_of: int) -> str:
    """Precision, recall and F1, of so many of the class."""
    precision = right / (right + wrong) if right else 0.0
    f1 = 2 * right / (right + wrong + all_of)
    return f"precision {precision:.3f}, recall {right / all_of:.3f}, F1 {f1:.3f}"


def _by_rules(row: dict[str, Any]) -> set[str]:
    from fairdue.wording.rules.detecting import hits

    steps = frozenset(row.get("legal_steps", ()))
    return {hit.kind for hit in hits(row["text"], legal_steps=steps)}


def _by_both(row: dict[str, Any]) -> set[str]:
    from fairdue.wording.pressure import pressing

    kinds = _by_rules(row)
    pressed = not kinds and not row.get("legal_steps") and any(pressing(row["text"], []))
    return kinds | ({"pressure"} if pressed else set())


def _by_kind(language: str) -> None:
    """How many of each kind are found at all, and how many by that kind."""
    rows = [row for row in sets.collectors(language, "test") if row["label"] == "threat"]
    whole, found, named = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        kinds = _by_both(row)
        whole[row["kind"]] += 1
        found[row["kind"]] += bool(kinds)
        named[row["kind"]] += row["kind"] in kinds
    told = ", ".join(
        f"{kind} {found[kind]}/{whole[kind]} ({named[kind]} by name)" for kind in sorted(whole)
    )
    print(f"   {language} test by kind: {told}")


def _apart() -> None:
    """Are the halves apart? The two most alike sentences across them, by shared threes."""
    from bench._wording_training import near

    for language in ("zh", "en"):
        tuned = [row["text"] for row in sets.collectors(language, "tune")]
        held = [row["text"] for row in sets.collectors(language, "test")]
        alike = max(near(one, other) for one in tuned for other in held)
        print(f"   {language}: the most alike pair across the halves shares {alike:.2f}")


def answers() -> None:
    """Whether what people want is understood, above all that they want no more contact."""
    for language in ("zh", "en"):
        for part in ("tune", "test"):
            rows = [row for row in sets.answers() if row["part"] == part]
            _of_answers(f"{language} {part:4}", [r for r in rows if r["language"] == language])


def _of_answers(name: str, rows: list[dict[str, Any]]) -> None:
    from fairdue.wording import read_answer

    counts = Counter[str]()
    for row in rows:
        understood = read_answer(row["text"])
        told = set(row["wants"])
        wants = set(understood.wants) - ({"asks"} - told)
        _count(counts, told, wants, told_sure=row["sure"], sure=understood.sure)
    right = counts["right"]
    print(
        f"   {name} {len(rows)}: wants "
        f"{_quality(right, counts['extra'], right + counts['missed'])}; "
        f"less contact wanted by {counts['stops']}: {counts['stopped']} understood, "
        f"{counts['held']} more suspended in doubt, {counts['lost']} missed; "
        f"of {counts['others']} others {counts['false']} stopped wrongly; "
        f"doubtful ones in doubt {counts['doubt_seen']}/{counts['doubtful']}, "
        f"clear ones in doubt {counts['needless']}/{counts['clear']}"
    )


def _count(
    counts: Counter[str], told: set[str], wants: set[str], *, told_sure: bool, sure: bool
) -> None:
    counts["right"] += len(told & wants)
    counts["extra"] += len(wants - told)
    counts["missed"] += len(told - wants)
    counts["clear" if told_sure else "doubtful"] += 1
    counts["needless"] += told_sure and not sure
    counts["doubt_seen"] += not told_sure and not sure
    if told & STOPS:
        counts["stops"] += 1
        counts["stopped"] += bool(wants & STOPS)
        counts["held"] += not wants & STOPS and not sure
        counts["lost"] += not wants & STOPS and sure
    else:
        counts["others"] += 1
        counts["false"] += bool(wants & STOPS) and sure


def abuse() -> None:
    """Chinese offensive language: trained on one file, measured once on the other."""
    from bench._wording_abuse import measure

    measure()


def complaints() -> None:
    """Consumers' complaints: eleven issues, and hardship, in five folds."""
    from bench._wording_complaints import measure

    measure()


MEASURES = {"own": own, "answers": answers, "abuse": abuse, "complaints": complaints}

if __name__ == "__main__":
    main()
