"""People who don't exist, and whose numbers can't.

- An ID number has 18 places and a believable birthday, but begins with 990, which no province,
  foreigner's permit or other holder is given (GB/T 2260), and its last place is not the check
  digit that GB 11643 asks for.
- A mobile number begins with 154, which no operator has been given.
- A subscriber number of a landline begins with 0, which China's numbering plan keeps for trunk
  calls.
- E-mail ends in example.com, .org or .net, kept for examples by RFC 2606.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from fairdue.portfolio.generator import words
from fairdue.portfolio.generator.chance import Chance
from fairdue.portfolio.generator.cycle import EPOCH

MOBILE_PREFIX = 154
ID_REGION = 990
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643, ISO 7064 MOD 11-2, from the first place to the seventeenth."""

CHECK_DIGITS = "10X98765432"
"""GB 11643: the last place by the weighted sum modulo 11."""

ENGLISH_SHARE = 0.01


def persons(customers: pl.DataFrame, seed: int, first_as_of: date) -> pl.DataFrame:
    """Name, numbers and addresses for each `customer` (UInt64), in the same order.

    Gives the columns of customers.csv without cust_no. Not everything is known of everyone.
    """
    chance = Chance(seed, "customer")
    english = chance.happens("person/english", ENGLISH_SHARE)
    known = chance.uniform("person/language")
    place = chance.below("person/place", len(words.PLACES))
    return (
        customers.select("customer")
        .with_columns(chance.pick("person/surname", _surnames()).alias("surname"))
        .with_columns(
            pl.when(english).then(_english_name(chance)).otherwise(_name(chance)).alias("name"),
            _id_number(chance, first_as_of).alias("id_no"),
            _known(chance, "mobile", 0.985, _mobile(chance, "first")),
            _known(chance, "mobile2", 0.25, _mobile(chance, "second")),
            _known(chance, "home_phone", 0.22, _landline(chance, place)),
            _known(chance, "email", 0.5, _email(chance, english)),
            _known(chance, "address", 0.97, _address(chance, place)),
            pl.when(english).then(pl.lit("en")).when(known < 0.96).then(pl.lit("zh"))
            .alias("language"),
        )
        .drop("customer", "surname")
    )  # fmt: skip


def check_digit(places: str) -> str:
    """The last place that GB 11643 asks for after these seventeen."""
    total = sum(int(place) * weight for place, weight in zip(places, ID_WEIGHTS, strict=True))
    return CHECK_DIGITS[total % 11]


def _known(chance: Chance, name: str, share: float, value: pl.Expr) -> pl.Expr:
    """The value for a share of the people, null for the rest."""
    return pl.when(chance.happens(f"person/known/{name}", share)).then(value).alias(name)


def _surnames() -> list[str]:
    return [name for name, (_, often) in words.SURNAMES.items() for _ in range(often)]


def _name(chance: Chance) -> pl.Expr:
    """Surname first; seven in eight given names have two characters."""
    short = chance.happens("person/short", 0.125)
    first = pl.when(short).then(pl.lit("")).otherwise(
        chance.pick("person/given-first", words.GIVEN_FIRST)
    )  # fmt: skip
    return pl.concat_str(pl.col("surname"), first, chance.pick("person/given", words.GIVEN_ONE))


def _english_name(chance: Chance) -> pl.Expr:
    given = chance.pick("person/english-given", words.ENGLISH_GIVEN)
    return pl.concat_str(
        given, pl.lit(" "), chance.pick("person/english-family", words.ENGLISH_FAMILY)
    )


def _id_number(chance: Chance, first_as_of: date) -> pl.Expr:
    """Seventeen places and a last one that is not the check digit. Holders are 21 to 68."""
    youngest = (first_as_of - timedelta(days=21 * 366) - EPOCH).days
    born = (youngest - chance.below("person/born", 47 * 365)).cast(pl.Int32).cast(pl.Date)
    birthday = born.dt.strftime("%Y%m%d").cast(pl.Int64)
    region = ID_REGION * 1000 + chance.below("person/region", 1000)
    body = (region * 10**8 + birthday) * 1000 + 1 + chance.below("person/order", 999)
    total = sum(
        (body // 10 ** (16 - place) % 10 * weight for place, weight in enumerate(ID_WEIGHTS)),
        start=pl.lit(0),
    )
    off_by = 1 + chance.below("person/check", 10)
    wrong = pl.lit(pl.Series(list(CHECK_DIGITS))).gather((total + off_by) % 11)
    return pl.concat_str(body.cast(pl.String), wrong)


def _mobile(chance: Chance, which: str) -> pl.Expr:
    rest = chance.below(f"person/mobile/{which}", 10**8)
    return (MOBILE_PREFIX * 10**8 + rest).cast(pl.String)


def _landline(chance: Chance, place: pl.Expr) -> pl.Expr:
    """Area code and eight places, the first of which is 0."""
    area = pl.lit(pl.Series([area for _, area in words.PLACES])).gather(place)
    rest = (10**7 + chance.below("person/landline", 10**7)).cast(pl.String).str.slice(1)
    return pl.concat_str(area, pl.lit("-0"), rest)


def _email(chance: Chance, english: pl.Expr) -> pl.Expr:
    spelling = {name: spelt for name, (spelt, _) in words.SURNAMES.items()}
    who = (
        pl.when(english).then(pl.lit("mail")).otherwise(pl.col("surname").replace_strict(spelling))
    )
    number = chance.below("person/email", 10**6).cast(pl.String)
    host = chance.pick("person/host", ("@example.com", "@example.org", "@example.net"))
    return pl.concat_str(who, number, host)


def _address(chance: Chance, place: pl.Expr) -> pl.Expr:
    district = pl.lit(pl.Series([district for district, _ in words.PLACES])).gather(place)
    parts = [
        (district, ""),
        (chance.pick("person/road", words.ROADS), ""),
        (chance.below("person/number", 480) + 1, "号"),
        (chance.below("person/block", 20) + 1, "栋"),
        ((chance.below("person/floor", 28) + 1) * 100 + chance.below("person/flat", 6) + 1, "室"),
    ]
    texts = [text for value, unit in parts for text in (value.cast(pl.String), pl.lit(unit))]
    return pl.concat_str(texts)
