"""The closed list of what a score may be computed from, with the words people read.

A model is trained on these and nothing else, and one that names anything else is refused when it
is loaded. What a person is (sex, marriage, education, ethnicity, health, where somebody comes
from) is not on the list, nor is a name, an address, a language or a telephone number, which would
tell it. Age stands apart: it may be named only where law and policy allow it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fairdue.kernel.text import Text


class Measure(StrEnum):
    """How a value is written."""

    COUNT = "count"
    DAYS = "days"
    MONTHS = "months"
    RATIO = "ratio"
    FLAG = "flag"
    BUCKET = "bucket"


@dataclass(frozen=True, slots=True)
class Feature:
    """One number known of a past-due account on a day; unknown values stay unknown."""

    code: str
    measure: Measure
    label: Text


class ModelRefusedError(ValueError):
    """A model can't be used; the message says what it asks for, and what to do."""


_ALL = (
    Feature("bucket", Measure.BUCKET, Text("bucket", "账龄段")),
    Feature("days_past_due", Measure.DAYS, Text("days past due", "逾期天数")),
    Feature("cycles_past_due", Measure.COUNT, Text("cycles past due", "逾期期数")),
    Feature(
        "past_due_to_owed",
        Measure.RATIO,
        Text("past due as a share of all that is owed", "逾期金额占欠款比例"),
    ),
    Feature("owed_to_limit", Measure.RATIO, Text("use of the credit limit", "额度使用率")),
    Feature(
        "past_due_to_minimum",
        Measure.RATIO,
        Text("past due in minimum payments", "逾期金额折合最低还款额倍数"),
    ),
    Feature("months_on_book", Measure.MONTHS, Text("months on book", "开户月数")),
    Feature("days_since_statement", Measure.DAYS, Text("days since the statement", "距账单日天数")),
    Feature(
        "days_since_payment", Measure.DAYS, Text("days since the last payment", "距上次还款天数")
    ),
    Feature("payments_90_days", Measure.COUNT, Text("payments in 90 days", "近90天还款次数")),
    Feature(
        "paid_to_past_due",
        Measure.RATIO,
        Text("paid in 90 days compared with what is past due", "近90天还款与逾期金额之比"),
    ),
    Feature("bucket_a_month_ago", Measure.BUCKET, Text("bucket a month ago", "一个月前账龄段")),
    Feature(
        "owed_to_a_month_ago",
        Measure.RATIO,
        Text("owed compared with a month ago", "欠款与一个月前之比"),
    ),
    Feature("days_in_case", Measure.DAYS, Text("days in collections", "入催天数")),
    Feature("bucket_at_entry", Measure.BUCKET, Text("bucket when the case opened", "入催时账龄段")),
    Feature("worst_bucket", Measure.BUCKET, Text("worst bucket of the case", "本案最高账龄段")),
    Feature("times_before", Measure.COUNT, Text("earlier cases", "此前入催次数")),
    Feature("re_default", Measure.FLAG, Text("re-default", "再次逾期")),
    Feature("accounts_past_due", Measure.COUNT, Text("accounts past due", "逾期账户数")),
    Feature("contacts_30_days", Measure.COUNT, Text("attempts in 30 days", "近30天联系次数")),
    Feature(
        "talks_30_days", Measure.COUNT, Text("conversations in 30 days", "近30天与本人通话次数")
    ),
    Feature(
        "days_since_talk", Measure.DAYS, Text("days since the last conversation", "距上次通话天数")
    ),
    Feature("promises_kept", Measure.COUNT, Text("promises kept", "已履约承诺数")),
    Feature("promises_broken", Measure.COUNT, Text("promises broken", "跳票次数")),
    Feature(
        "promise_days_left", Measure.DAYS, Text("days until the promise is due", "距承诺还款日天数")
    ),
    Feature(
        "promised_to_past_due",
        Measure.RATIO,
        Text("promised compared with what is past due", "承诺金额与逾期金额之比"),
    ),
    Feature("suspected_fraud", Measure.FLAG, Text("suspected fraud", "疑似欺诈")),
)

FEATURES: dict[str, Feature] = {feature.code: feature for feature in _ALL}
"""By code, in the order in which models have them."""

AGE = Feature("age_years", Measure.COUNT, Text("age in years", "年龄"))
"""Usable only where law and policy allow it. The daily files don't tell it."""

PROTECTED = frozenset(
    {
        *("sex", "gender", "marriage", "marital_status", "education", "ethnicity", "race"),
        *("nationality", "religion", "health", "disability", "language", "region", "name"),
        *("address", "id_number", "birth", "phone", "email", "vulnerable", "hardship"),
    }
)
"""What no feature may be, or be named after."""


def may_predict(name: str, *, age_allowed: bool) -> bool:
    """May a score see this? What is on the list, and age where law and policy let it."""
    return name in FEATURES or (name == AGE.code and age_allowed)


def refuse_unlisted(names: Iterable[str], *, age_allowed: bool) -> None:
    """Refuse a model that asks for anything off the list. Raises ModelRefusedError."""
    foreign = [name for name in names if not may_predict(name, age_allowed=age_allowed)]
    if not foreign:
        return
    why = "neither law nor policy allows age here" if AGE.code in foreign else "not on the list"
    raise ModelRefusedError(
        f"the model asks for {', '.join(foreign)}: {why}. Train it anew with the features of "
        "strategy/rules/features.py"
    )


def feature(code: str) -> Feature:
    """A feature by its code, age among them."""
    return AGE if code == AGE.code else FEATURES[code]


def words(code: str, value: float | None) -> Text:
    """A feature's value as people read it."""
    measure = feature(code).measure
    if value is None:
        return Text("unknown", "未知")
    if measure is Measure.FLAG:
        return Text("yes", "是") if value else Text("no", "否")
    if measure is Measure.RATIO:
        return Text(f"{value:.0%}", f"{value:.0%}")
    whole = f"{value:.0f}"
    if measure is Measure.BUCKET:
        return Text(f"M{whole}", f"M{whole}")
    return Text(whole, whole)
