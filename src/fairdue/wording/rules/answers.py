"""What a person who answers wants: to be left alone, to dispute, to say how things stand.

No magic words are needed. Where it could be either, `sure` is False and what was understood is
the reading that disturbs the person least; somebody reads it, and meanwhile nothing goes out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fairdue.wording.rules.answers_en import ROWS as ROWS_EN
from fairdue.wording.rules.answers_zh import ROWS as ROWS_ZH
from fairdue.wording.rules.detecting import is_chinese
from fairdue.wording.rules.plain import plain
from fairdue.wording.rules.said import Wish, understand

WANTS = (
    "stop_channel", "stop_all", "stop_place", "stop_time", "start_again", "dispute", "hardship",
    "wrong_person", "has_paid", "will_pay", "complaint", "asks_for_person", "representative",
    "bereaved", "in_danger", "refuses", "asks", "goes_on", "acknowledges", "auto_reply",
)  # fmt: skip
"""What can be understood. `in_danger`: speaks of harming themselves; `refuses`: won't pay;
`goes_on`: says that messages may go on; `acknowledges`: no more than that it was read."""

CHANNELS = {
    "sms": r"短信|信息|消息|发信|简讯|\btexts?\b|\btexting\b|\bsms\b|\bmessag\w*",
    "call": r"电话|来电|打(?!扰|折|算|款|卡|印|开|断|听)|致电|拨|\bcall\w*|\bphon\w*|\bring(?:ing|s)?\b|\bvoicemails?",
    "email": r"邮件|邮箱|电邮|\be-?mails?\b|\be-?mailing\b",
    "letter": r"信件|寄信|来信|信函|寄|\bletters?\b|\bmail(?:ing|s)?\b|\bpost\b",
    "visit": r"上门|登门|来我家|来家里|\bvisit\w*|\bcome to my\b|\bmy door\b|\bcoming (?:to|round)\b",
}
SPOKEN = {name: re.compile(pattern) for name, pattern in CHANNELS.items()}
STOPS = frozenset({"stop_channel", "stop_all", "stop_place", "stop_time"})


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something was understood: [start, end) of the answer."""

    want: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Understood:
    """What an answer wants, most pressing first."""

    wants: tuple[str, ...] = ()
    channel: str = ""
    """The channel that is to stop, where one was named; empty: the one it came by."""
    sure: bool = True
    """False: a person must read it."""
    marks: tuple[Mark, ...] = ()
    wishes: tuple[Wish, ...] = ()
    """Which media, hours, days and places aren't wanted, as far as they are named in English."""
    named: tuple[str, ...] = ()
    """Every channel named, where something is to stop; with several, which is for a person."""

    @property
    def wants_less(self) -> bool:
        """Is contact to stop or to change, for sure or perhaps?"""
        return bool(STOPS & set(self.wants))


@dataclass(frozen=True, slots=True)
class Row:
    """One way to say it; `doubtful` where it may mean something else."""

    want: str
    pattern: re.Pattern[str]
    doubtful: bool


def _rows(written: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
    """A want that ends in "?" is doubtful; one that begins with "-" takes the want back."""
    return tuple(
        Row(want.rstrip("?"), re.compile(pattern), want.endswith("?")) for want, pattern in written
    )


ZH, EN = _rows(ROWS_ZH), _rows(ROWS_EN)


def read_answer(text: str, language: str | None = None) -> Understood:
    """What an answer wants. `language` None: seen from the text. Never raises."""
    read = plain(text)
    said = read.text.strip()
    chinese = is_chinese(said) if language is None else language.lower().startswith("zh")
    if not chinese and language is not None and is_chinese(said):
        chinese = True
    rows = ZH if chinese else EN
    found: dict[str, tuple[bool, Mark]] = {}
    denied = [
        (row, match.span())
        for row in rows
        if row.want.startswith("-")
        for match in row.pattern.finditer(read.text)
    ]
    for row in rows:
        place = None if row.want.startswith("-") else _place(row, read.text, denied)
        known = found.get(row.want)
        if place is not None and (known is None or (known[0] and not row.doubtful)):
            found[row.want] = (row.doubtful, Mark(row.want, *read.place(*place)))
    understood = _weighed(read.text, found, doubted=any(row.doubtful for row, _ in denied))
    if chinese or not understood.wants_less:
        return understood
    return replace(understood, wishes=understand(text).wishes)


def _place(
    row: Row, text: str, denied: list[tuple[Row, tuple[int, int]]]
) -> tuple[int, int] | None:
    """The first place that says it and isn't taken back."""
    for match in row.pattern.finditer(text):
        start, end = match.span()
        if start < end and not any(
            _takes_back(off.want[1:], row.want) and begin < end and start < last
            for off, (begin, last) in denied
        ):
            return start, end
    return None


def _takes_back(named: str, want: str) -> bool:
    """Do words that take `named` back ("any": all but that messages may go on) concern a want?"""
    return named == want or (named == "any" and want != "goes_on")


def _weighed(text: str, found: dict[str, tuple[bool, Mark]], *, doubted: bool) -> Understood:
    for narrow in ("stop_place", "stop_time"):
        if _within("stop_channel", narrow, found):
            del found["stop_channel"]
    if "stop_all" in found and "stop_channel" in found and not found["stop_all"][0]:
        del found["stop_channel"]
    wants = tuple(want for want in WANTS if want in found)
    stopping = STOPS & set(wants)
    channel = _channel(text, found) if stopping else ""
    unsure = doubted or any(found[want][0] for want in wants)
    unsure = unsure or ("start_again" in wants and bool(stopping)) or not wants
    if "auto_reply" in wants and not stopping:
        wants, unsure = ("auto_reply",), False
    elif "auto_reply" in wants:
        # "In a meeting, stop texting me": a person may have written it after all.
        wants, unsure = tuple(want for want in wants if want != "auto_reply"), True
    marks = tuple(found[want][1] for want in wants)
    named = _named(text) if stopping else ()
    return Understood(wants, channel, not unsure, marks, named=named)


def _within(wide: str, narrow: str, found: dict[str, tuple[bool, Mark]]) -> bool:
    """Is the wide request only the beginning of the narrow one?"""
    if wide not in found or narrow not in found:
        return False
    one, other = found[wide][1], found[narrow][1]
    return one.start < other.end and other.start < one.end


def _channel(text: str, found: dict[str, tuple[bool, Mark]]) -> str:
    """The channel named in the request; empty where none or several are."""
    named = _named(text)
    return named[0] if len(named) == 1 else ""


def _named(text: str) -> tuple[str, ...]:
    return tuple(name for name, words in SPOKEN.items() if words.search(text))
