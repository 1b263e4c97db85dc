"""Which files are taken from a telephone as evidence: by their first bytes and size. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

PHOTO, SOUND, SIGNATURE = "photo", "sound", "signature"
HEAD_BYTES = 12
MEGABYTE = 1_000_000

_JPEG, _PNG, _WEBM, _OGG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\x1a\x45\xdf\xa3", b"OggS"
MEDIA = {
    PHOTO: ("image/jpeg", "image/png"),
    SOUND: ("audio/webm", "audio/ogg", "audio/mp4"),
    SIGNATURE: ("image/png",),
}
"""What each kind of evidence may be."""

_NAMES = {
    PHOTO: Text("photo", "照片"),
    SOUND: Text("recording", "录音"),
    SIGNATURE: Text("signature", "签名"),
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """The largest file of each kind, in bytes."""

    photo: int
    sound: int
    signature: int

    def of(self, kind: str) -> int:
        """Of one of the three kinds."""
        return {PHOTO: self.photo, SOUND: self.sound, SIGNATURE: self.signature}[kind]


def media_of(head: bytes) -> str | None:
    """The media type by a file's first twelve bytes; None for anything else."""
    if head.startswith(_JPEG):
        return "image/jpeg"
    if head.startswith(_PNG):
        return "image/png"
    if head.startswith(_WEBM):
        return "audio/webm"
    if head.startswith(_OGG):
        return "audio/ogg"
    return "audio/mp4" if head[4:8] == b"ftyp" else None


def refuse_unfit(kind: str, size: int, sizes: Sizes) -> None:
    """Raise Refused for a kind there isn't, an empty file, and one that is too large."""
    if kind not in MEDIA:
        raise Refused(Text(f"There is no evidence {kind!r}.", f"没有“{kind}”这种证据。"))
    name, most = _NAMES[kind], sizes.of(kind)
    if size < 1:
        raise Refused(Text(f"The {name.en} is empty.", f"{name.zh}为空。"))
    if size > most:
        raise Refused(too_large(name, size, most))


def too_large(name: Text, size: int, most: int) -> Text:
    """What is said of a file that is too large."""
    has, may = f"{size / MEGABYTE:.0f}", f"{most / MEGABYTE:g}"
    return Text(
        f"This {name.en} has {has} MB; at most {may} MB are taken. Take it again, or choose a "
        "smaller one. The record itself is kept.",
        f"该{name.zh}大小为{has}MB，超过{may}MB上限。请重新拍摄（录制）或选择较小的文件。回访记录本身不受影响。",
    )


def refuse_foreign(kind: str, head: bytes) -> str:
    """The media type of a file's beginning. Raises Refused where it is none of its kind's."""
    media = media_of(head)
    if media is None or media not in MEDIA[kind]:
        name = _NAMES[kind]
        raise Refused(
            Text(
                f"This file is no {name.en} that can be read: {', '.join(MEDIA[kind])} are taken.",
                f"该文件不是可读取的{name.zh}，仅接受{'、'.join(MEDIA[kind])}。",
            )
        )
    return media
