"""What people write for themselves, or to one peer. In no journal."""

from __future__ import annotations

from datetime import datetime

from fairdue.care.models import EntryKind, OwnEntry
from fairdue.care.queries.own import peers_of
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.vault.sealing import vault

ENTRY_LENGTH_MAX = 4_000


def write_entry(
    *, kind: str, text: str, staff: Staff, at: datetime, to: int | None = None
) -> OwnEntry:
    """Write a question for supervision, or a word to one peer (`to`), or for oneself.

    Raises Refused for an empty or too long text, and for somebody who is no peer.
    """
    words = text.strip()
    if not words or len(words) > ENTRY_LENGTH_MAX:
        raise Refused(
            Text(
                f"Write something, of at most {ENTRY_LENGTH_MAX} characters.",
                f"请填写内容，不超过{ENTRY_LENGTH_MAX}字。",
            )
        )
    if kind not in EntryKind.values or (to is not None and kind != EntryKind.PEER):
        raise Refused(
            Text(
                "Only a word to a peer is addressed to somebody.", "仅“给同事的话”可以指定收件人。"
            )
        )
    if to is not None and to not in {peer.pk for peer in peers_of(staff)}:
        raise Refused(Text("Choose a colleague in your own role.", "请选择同岗位的同事。"))
    return OwnEntry.objects.create(
        author=staff,
        addressed_to_id=to,
        kind=kind,
        text_sealed=vault().seal(words),
        written_at=at,
    )


def delete_entry(*, entry_id: int, staff: Staff) -> None:
    """Delete what one wrote; nothing of it stays. Raises Refused for what isn't one's own."""
    gone, _by_model = OwnEntry.objects.filter(pk=entry_id, author=staff).delete()
    if not gone:
        raise Refused(Text("There is no such entry of yours.", "没有您的此项记录。"))
