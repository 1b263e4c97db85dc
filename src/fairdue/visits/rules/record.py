"""A written record of a visit (回访记录): what it must say, and what contradicts itself. Pure.

The telephone hands in JSON; it is read here, strictly. Nothing in it names anybody but the two
visitors: whoever else opened the door is "another person", and no more is asked or kept of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.visits.rules.evidence import MEDIA, SIGNATURE, SOUND

FORMAT = 1
CONTENT_BYTES_MAX = 64_000
SAID_LENGTH_MAX = 1_000
EVIDENCE_MAX = 40

CARDHOLDER, ANOTHER, NOBODY = "cardholder", "another", "nobody"
MET = {
    CARDHOLDER: Text("the cardholder", "持卡人本人"),
    ANOTHER: Text("another person", "其他人"),
    NOBODY: Text("nobody", "无人"),
}
IDENTITY = {
    "document": Text("showed a document", "出示证件"),
    "questions": Text("answered questions", "回答核对问题"),
    "not": Text("not checked", "未核对"),
}
DOOR, INSIDE, PUBLIC, WORKPLACE = "door", "inside", "public", "workplace"
PLACES = {
    DOOR: Text("at the door", "门口"),
    INSIDE: Text("inside private premises", "住宅或其他私人场所内"),
    PUBLIC: Text("in a public place", "公共场所"),
    WORKPLACE: Text("at work", "工作单位"),
}
NOT_TAPED = "not"
TAPED = {
    "sound": Text("in sound", "录音"),
    "video": Text("in picture", "录像"),
    NOT_TAPED: Text("not recorded", "未录音录像"),
}
NOT_TAPED_BECAUSE = {
    "declined": Text("the cardholder minded", "持卡人反对"),
    "nobody": Text("nobody was met", "未见到人"),
    "device": Text("the device failed", "设备故障"),
    "danger": Text("it was not safe to", "现场不安全"),
}
SIGNED, DECLINED, ABSENT = "signed", "declined", "absent"
CARDHOLDER_SIGNS = {
    SIGNED: Text("signed", "已签名"),
    DECLINED: Text("did not want to sign", "拒绝签名"),
    ABSENT: Text("not present", "不在场"),
}

_NOBODY = ("no_answer", "number_invalid")
_OTHERS = ("third_party", "wrong_person", "deceased", "imprisoned")
_CARDHOLDERS = (
    "promise", "plan", "paid", "callback", "hardship", "vulnerability", "dispute",
    "identity_theft", "refuses", "asks_to_stop", "representative", "complaint", "abuse",
    "language", "not_verified",
)  # fmt: skip
OUTCOMES = {NOBODY: _NOBODY, ANOTHER: (*_OTHERS, "abuse"), CARDHOLDER: _CARDHOLDERS}
"""Outcomes of contact that each meeting can have."""

OUTCOME_WORDS = {
    "no_answer": Text("Nobody answered", "无人应门"),
    "number_invalid": Text("The address does not exist", "地址不存在"),
    "third_party": Text("Another person answered; we left", "他人应门，已离开"),
    "wrong_person": Text("The cardholder does not live here", "持卡人不住此处"),
    "deceased": Text("The cardholder is said to have died", "据称持卡人已去世"),
    "imprisoned": Text("The cardholder is said to be imprisoned", "据称持卡人在押"),
    "promise": Text("Promised to pay", "承诺还款"),
    "plan": Text("Wants a plan", "希望协商分期"),
    "paid": Text("Says it is paid", "称已还款"),
    "callback": Text("Wants to be called", "约定回电"),
    "hardship": Text("In hardship", "经济困难"),
    "vulnerability": Text("Needs more care", "需特别关照"),
    "dispute": Text("Disputes the debt", "对欠款有异议"),
    "identity_theft": Text("Says the card was not theirs", "称被盗办盗刷"),
    "refuses": Text("Did not want to be visited, or to talk", "拒绝接待或交谈"),
    "asks_to_stop": Text("Asks us not to come again", "要求停止上门"),
    "representative": Text("Has a representative", "已委托代理人"),
    "complaint": Text("Complained", "投诉"),
    "abuse": Text("Threatened or insulted the team", "威胁或辱骂外访人员"),
    "language": Text("Needs another language", "语言不通"),
    "not_verified": Text("Could not tell that it was them", "未能核实本人身份"),
}

CHECKLIST = {
    "card": Text("Showed the identity card before anything else", "首先出示身份证件"),
    "purpose": Text(
        "Told the purpose to the cardholder only, after identity was checked",
        "核对身份后，仅向持卡人本人说明来意",
    ),
    "others": Text("Told nobody else about the debt", "未向他人透露欠款信息"),
    "notice": Text("Posted or left nothing that others can read", "未张贴或留下他人可见的材料"),
    "cash": Text("Took no cash and no card", "未收取现金或银行卡"),
    "stop": Text("Left as soon as asked to", "对方要求离开时立即离开"),
}

_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Named:
    """A file that a record names, with the SHA-256 of its bytes."""

    uuid: UUID
    kind: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Promised:
    """What the cardholder said they would pay. Integer minor units."""

    amount_minor: int
    currency: str
    on: date


@dataclass(frozen=True, slots=True)
class Record:
    """A record as read. Times are the telephone's own."""

    uuid: UUID
    visit: int
    replaces: UUID | None
    made_at: datetime
    outcome: str
    met: str
    identity: str
    place: str
    entry_agreed: bool
    card_shown: bool
    taped: str
    not_taped_because: str
    dressed: bool
    cause: str
    said: str = field(repr=False)
    promised: Promised | None
    checklist: Mapping[str, bool]
    visitors: Mapping[int, UUID]
    """By the number of a visitor, their signature."""
    cardholder_signs: str
    cardholder_signature: UUID | None
    evidence: tuple[Named, ...]


def read_record(content: bytes, *, causes: Collection[str], visitors: Collection[int]) -> Record:
    """The record in a telephone's JSON.

    `causes`: codes of causes there are; `visitors`: the numbers of the two whose signatures it
    needs. Raises Refused, saying what is missing or contradicts itself.
    """
    if len(content) > CONTENT_BYTES_MAX:
        raise _unreadable("content")
    try:
        said = json.loads(content)
        record = _read(said)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise _unreadable(str(wrong)[:60]) from None
    _complete(record, causes, visitors)
    _consistent(record)
    return record


def _unreadable(what: str) -> Refused:
    return Refused(
        Text(
            f"This record can't be read: {what}. Load the page anew and try again; the record "
            "stays on the phone.",
            f"无法读取该记录：{what}。请刷新页面后重试，记录仍保存在手机上。",
        )
    )


def _read(said: dict[str, Any]) -> Record:
    if said["format"] != FORMAT:
        raise ValueError("format")
    signs = said["signatures"]
    promised = said.get("promised")
    return Record(
        uuid=UUID(said["uuid"]),
        visit=_whole(said["visit"]),
        replaces=UUID(said["replaces"]) if said.get("replaces") else None,
        made_at=aware(said["made_at"]),
        outcome=_one_of(OUTCOME_WORDS, said["outcome"], "outcome"),
        met=_one_of(MET, said["met"], "met"),
        identity=_one_of(IDENTITY, said["identity"], "identity"),
        place=_one_of(PLACES, said["place"], "place"),
        entry_agreed=_flag(said["entry_agreed"]),
        card_shown=_flag(said["card_shown"]),
        taped=_one_of(TAPED, said["taped"], "taped"),
        not_taped_because=_text(said.get("not_taped_because", "")),
        dressed=_flag(said["dressed"]),
        cause=_text(said.get("cause", "")),
        said=_text(said.get("said", "")),
        promised=_promised(promised) if promised else None,
        checklist={name: _flag(value) for name, value in said["checklist"].items()},
        visitors={int(who): UUID(what) for who, what in signs["visitors"].items()},
        cardholder_signs=_one_of(CARDHOLDER_SIGNS, signs["cardholder"], "signatures"),
        cardholder_signature=(
            UUID(signs["cardholder_signature"]) if signs.get("cardholder_signature") else None
        ),
        evidence=tuple(_named(each) for each in said["evidence"]),
    )


def aware(said: object) -> datetime:
    """A moment in ISO 8601 with its offset. Raises ValueError."""
    moment = datetime.fromisoformat(str(said))
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment


def _named(said: dict[str, Any]) -> Named:
    if not _HEX.fullmatch(said["sha256"]):
        raise ValueError("sha256")
    return Named(UUID(said["uuid"]), _one_of(MEDIA, said["kind"], "kind"), said["sha256"])


def _promised(said: dict[str, Any]) -> Promised:
    currency = str(said["currency"])
    if not re.fullmatch("[A-Z]{3}", currency):
        raise ValueError("currency")
    return Promised(_whole(said["amount_minor"]), currency, date.fromisoformat(said["on"]))


def _one_of(known: Collection[str], said: object, name: str) -> str:
    if not isinstance(said, str) or said not in known:
        raise ValueError(name)
    return said


def _flag(said: object) -> bool:
    if not isinstance(said, bool):
        raise TypeError("yes or no")
    return said


def _whole(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool):
        raise TypeError("a whole number")
    return said


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError("a text")
    if len(said) > SAID_LENGTH_MAX:
        raise ValueError(f"more than {SAID_LENGTH_MAX} characters")
    return said.strip()


def _complete(record: Record, causes: Collection[str], visitors: Collection[int]) -> None:
    lacking = set(CHECKLIST) - set(record.checklist)
    if lacking or set(record.checklist) - set(CHECKLIST):
        raise Refused(Text("Answer every line of the checklist.", "请逐项填写检查清单。"))
    if set(record.visitors) != set(visitors):
        raise Refused(
            Text(
                "Both visitors sign the record, and nobody else as one of them.",
                "回访记录须由两名外访人员分别签名。",
            )
        )
    if record.cause and record.cause not in causes:
        raise _unreadable("cause")
    if len(record.evidence) > EVIDENCE_MAX or len({each.uuid for each in record.evidence}) != len(
        record.evidence
    ):
        raise _unreadable("evidence")
    signatures = {each.uuid for each in record.evidence if each.kind == SIGNATURE}
    wanted = [*record.visitors.values()]
    if record.cardholder_signature is not None:
        wanted.append(record.cardholder_signature)
    if len(set(wanted)) != len(wanted) or not signatures >= set(wanted):
        raise Refused(Text("A signature is missing from the record.", "记录缺少签名。"))


def _consistent(record: Record) -> None:
    if record.outcome not in OUTCOMES[record.met]:
        met, outcome = MET[record.met], OUTCOME_WORDS[record.outcome]
        raise Refused(
            Text(
                f"“{outcome.en}” does not go with having met {met.en}.",
                f"“{outcome.zh}”与“见到{met.zh}”不符。",
            )
        )
    if (record.cardholder_signs == SIGNED) != (record.cardholder_signature is not None):
        raise Refused(
            Text(
                "Say whether the cardholder signed, and let them sign if so.",
                "请注明持卡人是否签名；如已签名，须附签名。",
            )
        )
    if (record.met == CARDHOLDER) == (record.cardholder_signs == ABSENT):
        raise Refused(
            Text(
                "The cardholder signed or did not want to where they were met, and nowhere else.",
                "仅在见到持卡人本人时填写其签名情况。",
            )
        )
    if (record.taped == NOT_TAPED) != (record.not_taped_because in NOT_TAPED_BECAUSE):
        raise Refused(Text("Say why nothing was recorded.", "请说明未录音录像的原因。"))
    if record.taped == "sound" and all(each.kind != SOUND for each in record.evidence):
        raise Refused(
            Text(
                "The record says that sound was recorded, but has none.",
                "记录注明已录音，但未附录音。",
            )
        )
    if (record.outcome == "promise") != (record.promised is not None):
        raise Refused(
            Text("Give amount and day with a promise, and with nothing else.",
                 "仅“承诺还款”须填写金额与日期。")
        )  # fmt: skip
    if record.promised is not None and record.promised.amount_minor <= 0:
        raise Refused(Text("A promise is of more than nothing.", "承诺金额须大于零。"))
