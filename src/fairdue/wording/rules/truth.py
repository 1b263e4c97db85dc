"""Truth of a text: amounts, days and creditors that it states, held against the facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from fairdue.kernel.money import Money, minor_digits

SIGNS = {"¥": "CNY", "￥": "CNY", "$": "USD", "£": "GBP", "€": "EUR", "元": "CNY", "块钱": "CNY",
         "块": "CNY", "人民币": "CNY", "cny": "CNY", "rmb": "CNY", "usd": "USD", "gbp": "GBP",
         "eur": "EUR", "美元": "USD", "英镑": "GBP", "欧元": "EUR", "港元": "HKD", "港币": "HKD",
         "hkd": "HKD", "yuan": "CNY", "dollars": "USD", "pounds": "GBP", "euros": "EUR",
         "hk$": "HKD", "jpy": "JPY", "日元": "JPY", "twd": "TWD", "新台币": "TWD",
         "bucks": "USD", "quid": "GBP"}  # fmt: skip
"""Signs and words of currencies, in small letters."""
NUMBER = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
HAN_DIGITS = "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬"
AMOUNT = re.compile(
    r"(?P<before>人民币|新台币|hk\$|cny|rmb|usd|gbp|eur|hkd|jpy|twd|[¥￥$£€])\s{0,2}(?P<a>(?:" + NUMBER + r"))"
    r"(?P<ascale>\s?(?:万|亿|千|k\b|thousand|million))?"
    r"|(?P<b>(?:" + NUMBER + rf")|[{HAN_DIGITS}]{{1,24}}(?=元|块|美元|英镑|万元))"
    r"(?P<bscale>\s?(?:万|亿|千|余|多|k|thousand|million)?)\s{0,2}"
    r"(?P<after>美元|英镑|欧元|港元|港币|日元|元|块钱|块(?!儿)|cny\b|rmb\b|usd\b|gbp\b|eur\b|hkd\b|"
    r"yuan\b|dollars\b|pounds\b|euros\b|bucks\b|quid\b)",
    re.IGNORECASE,
)  # fmt: skip
ONE = "[1-9一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
SMALL = re.compile(rf"(?P<jiao>{ONE})角(?:(?P<fen>{ONE})分(?!钟))?|零(?P<only_fen>{ONE})分(?!钟)")
"""What follows 元 in an amount that isn't whole: 伍角陆分, 零陆分."""
SCALES = {"万": 10_000, "亿": 100_000_000, "千": 1000, "k": 1000, "thousand": 1000,
          "million": 1_000_000}  # fmt: skip
HAN = {**dict(zip("零一二三四五六七八九", range(10), strict=True)),
       **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)), "两": 2}  # fmt: skip
HAN_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
         r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?")  # fmt: skip
DAYS = (
    re.compile(r"(?<!\d)(?:(?P<y>\d{4})\s?年\s?)?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号]"),
    re.compile(r"(?<![\d./-])(?P<y>(?:19|20)\d{2})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d-])"),
    re.compile(r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]" + MONTH.format("mon")
               + r"(?:,?[ -](?P<y>\d{4}))?\b", re.IGNORECASE),
    re.compile(r"\b" + MONTH.format("mon") + r" (?P<d>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
               r"(?:,? (?P<y>(?:19|20)\d{2}))?\b", re.IGNORECASE),
)  # fmt: skip
SLASHED = re.compile(r"(?<![\d./-])(?P<one>\d{1,2})/(?P<two>\d{1,2})/(?P<y>\d{4})(?![\d/])")


@dataclass(frozen=True, slots=True)
class Stated:
    """Something stated at [start, end)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StatedAmount(Stated):
    """An amount: in minor units where it is one of its currency, else None."""

    money: Money | None


@dataclass(frozen=True, slots=True)
class StatedDay(Stated):
    """A day; several where its order is open (3/4/2026), the year 0 where none is told."""

    days: tuple[tuple[int, int, int], ...]

    def agrees(self, on: date) -> bool:
        """Is it this day?"""
        return any(
            (month, day) == (on.month, on.day) and year in (0, on.year)
            for year, month, day in self.days
        )


def amounts_in(text: str) -> Iterator[StatedAmount]:
    """Amounts with a sign or word of a currency."""
    for match in AMOUNT.finditer(text):
        sign = (match["before"] or match["after"]).lower()
        number = match["a"] or match["b"]
        scale = (match["ascale"] or match["bscale"] or "").strip().lower()
        small = SMALL.match(text, match.end()) if sign == "元" else None
        end = small.end() if small else match.end()
        money = _money(number, scale, SIGNS[sign], _below_one(small))
        yield StatedAmount(match.start(), end, money)


def days_in(text: str) -> Iterator[StatedDay]:
    """Calendar days, in whatever order they are written."""
    taken: list[tuple[int, int]] = []
    for pattern in DAYS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            groups = match.groupdict()
            month = (
                MONTHS.index(groups["mon"][:3].lower()) + 1
                if groups.get("mon")
                else int(groups["m"])
            )
            yield StatedDay(start, end, ((int(groups["y"] or 0), month, int(groups["d"])),))
    for match in SLASHED.finditer(text):
        one, two, year = int(match["one"]), int(match["two"]), int(match["y"])
        yield StatedDay(*match.span(), ((year, one, two), (year, two, one)))


def _money(number: str, scale: str, currency: str, small: Decimal) -> Money | None:
    try:
        value = _han(number) if number[0] in HAN_DIGITS else Decimal(re.sub("[,，]", "", number))
    except (InvalidOperation, ValueError):
        return None
    if scale in ("余", "多"):
        return None
    minor = (value * SCALES.get(scale, 1) + small).scaleb(minor_digits(currency))
    return Money(int(minor), currency) if minor == int(minor) else None


def _below_one(small: re.Match[str] | None) -> Decimal:
    """角 and 分 in yuan."""
    if small is None:
        return Decimal(0)
    jiao, fen = small["jiao"] or "零", small["fen"] or small["only_fen"] or "零"
    return _digit(jiao) / 10 + _digit(fen) / 100


def _digit(written: str) -> Decimal:
    return Decimal(written) if written.isascii() else Decimal(HAN[written])


def _han(written: str) -> Decimal:
    """A number in Chinese characters: 三千二百, 两万五, 一二三."""
    total, section, digit = 0, 0, 0
    for character in written.replace("萬", "万"):
        if character in HAN:
            digit = digit * 10 + HAN[character] if digit and section == 0 else HAN[character]
        elif character in HAN_UNITS:
            section += (digit or 1) * HAN_UNITS[character]
            digit = 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        else:
            total, section, digit = (total + section + digit) * 100_000_000, 0, 0
    return Decimal(total + section + digit)
