"""What staff write anew while the version before it is live, and who may let it take its place.

    draft ─▶ submitted ─▶ live

One version at a time is on its way. It is live by the approval of two others, who wrote none of
it, a compliance officer among them; the database of each room says so too. Pure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any, Protocol

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.rules import COMPLIANCE

APPROVALS = 2
"""How many people approve a version, none of whom wrote any of it."""


class Person(Protocol):
    """Somebody with a name and a role: `people.models.Staff`."""

    @property
    def username(self) -> str:
        """Their name for signing in."""

    @property
    def role(self) -> str:
        """What they are here to do."""


def is_last_approval(staff: Person, *, writers: Collection[str], given: Mapping[str, str]) -> bool:
    """True when a version is live by this person's approval, false while it awaits another.

    `writers`: who wrote any of it; `given`: the role of each who approved it, by their names.
    Raises Refused for what they may not approve: their own writing, the same version twice, and
    the last one where none of them is a compliance officer.
    """
    refuse_writer(staff, writers)
    if staff.username in given:
        raise Refused(Text("You have approved this version already.", "您已批准过该版本。"))
    is_last = len(given) + 1 >= APPROVALS
    if is_last and COMPLIANCE not in (staff.role, *given.values()):
        raise Refused(
            Text(
                "The other approval has to be a compliance officer's.",
                "另一项批准须由合规专员作出。",
            )
        )
    return is_last


def refuse_writer(staff: Person, writers: Collection[str]) -> None:
    """Raise Refused for a version that this person has written any of."""
    if staff.username in writers:
        raise Refused(
            Text(
                "You wrote part of this version; others have to decide on it.",
                "您参与了此版本的撰写，须由他人决定。",
            )
        )


def refuse_second(on_its_way: bool) -> None:
    """Raise Refused to begin a version while another is on its way."""
    if on_its_way:
        raise Refused(
            Text(
                "A version is on its way already; go on with that one.",
                "已有版本正在撰写或等待批准，请继续处理该版本。",
            )
        )


def refuse_changed(digest: str, *, seen: str) -> None:
    """Raise Refused for a change of a draft that isn't any more as it was `seen` (its digest)."""
    if digest != seen:
        raise Refused(
            Text(
                "This draft was changed meanwhile; load the page again and repeat the change.",
                "草稿已被他人修改，请刷新页面后重新操作。",
            )
        )


def gone_on() -> Refused:
    """The refusal of a step that a version is no longer, or not yet, at."""
    return Refused(
        Text(
            "This version has gone another way meanwhile; load the page again.",
            "该版本状态已变更，请刷新页面。",
        )
    )


def with_writer(writers: list[str], staff: Person) -> list[str]:
    """Who wrote a version, with the one who just changed it."""
    return writers if staff.username in writers else [*writers, staff.username]


def digest_of(content: Any) -> str:
    """SHA-256 of a version's contents, whatever their order of fields."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
