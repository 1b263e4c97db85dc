"""Credit in plain words: short lessons whose figures come from the rule packs, with their sources.

To change a lesson, change its sentences here, in both languages; a figure is changed in its pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fairdue.compliance.queries import Source, source_of
from fairdue.kernel.text import Text
from fairdue.rulebook.packs import NoValueError, law_in_force


@dataclass(frozen=True, slots=True)
class Lesson:
    """A heading, a few sentences, and where the facts in them are written."""

    key: str
    title: Text
    says: tuple[Text, ...]
    sources: tuple[Source, ...] = ()


def lessons(law: str, on: date) -> tuple[Lesson, ...]:
    """The lessons for whom a law (CN, US, UK) protects, by the values of a day."""
    return (*EVERYWHERE, *(_filled(each, law, on) for each in BY_LAW[law]))


@dataclass(frozen=True, slots=True)
class Draft:
    """A lesson with gaps for figures: {name} is the value of (rule, parameter)."""

    key: str
    title: Text
    says: tuple[Text, ...]
    figures: Mapping[str, tuple[str, str]]


def _filled(draft: Draft, law: str, on: date) -> Lesson:
    """The lesson of a day; a sentence whose figure has no value that day is left out."""
    pack, figures = law_in_force(law), {}
    for name, (rule, parameter) in draft.figures.items():
        try:
            figures[name] = pack.value(rule, parameter, on).value
        except NoValueError:
            continue
    said = tuple(filled for text in draft.says if (filled := _sentence(text, figures)))
    rules = dict.fromkeys(draft.figures[name][0] for name in figures)
    sources = tuple(source for rule in rules if (source := source_of(rule, law, on)))
    return Lesson(draft.key, draft.title, said, sources)


def _sentence(text: Text, figures: Mapping[str, Any]) -> Text | None:
    try:
        return Text(text.en.format(**figures), text.zh.format(**figures))
    except KeyError:
        return None


EVERYWHERE = (
    Lesson(
        "minimum",
        Text("The minimum payment", "最低还款额"),
        (
            Text(
                "Paying the minimum in time keeps your record clean, but interest runs on the "
                "rest from the day you spent it.",
                "按时还最低还款额可保持记录良好，但其余部分自消费记账日起计息。",
            ),
            Text(
                "If you can pay a little more than the minimum every month, the debt shrinks much "
                "sooner: whatever is above it goes to the debt itself.",
                "每月多还一点，欠款会快得多地减少：超出部分直接减少本金。",
            ),
        ),
    ),
    Lesson(
        "cannot",
        Text("When you can't pay", "暂时还不上时"),
        (
            Text(
                "Tell us early. A plan agreed before things get worse costs less and keeps more "
                "doors open than silence.",
                "请尽早告诉我们。趁早商定的方案，花费更少，选择更多。",
            ),
            Text(
                "Rent, food, medicine and heating come first. A plan that takes these from you is "
                "not a good plan; say so.",
                "房租、吃饭、看病等基本生活优先。影响基本生活的方案不是好方案，请直接告诉我们。",
            ),
            Text(
                "Don't borrow elsewhere to pay us, least of all at a higher rate.",
                "不要为了还款另行借贷，尤其不要借利率更高的钱。",
            ),
        ),
    ),
    Lesson(
        "fraud",
        Text("Beware of false helpers", "谨防“代理维权”"),
        (
            Text(
                "Nobody can buy you a clean record. Whoever asks for a fee, your passwords or your "
                "identity papers to “repair” it is deceiving you.",
                "没有人能花钱为您“洗白”征信。索要费用、密码或身份证件来“修复征信”的，都是欺骗。",
            ),
            Text(
                "Everything that a helper could ask of us you can ask yourself here, free of "
                "charge.",
                "他人能代您办理的，您都可以在这里自行免费办理。",
            ),
        ),
    ),
)

BY_LAW: Mapping[str, tuple[Draft, ...]] = {
    "CN": (
        Draft(
            "record",
            Text("How long a late payment shows", "逾期记录保留多久"),
            (
                Text(
                    "An adverse record is kept for {years} years from the day it ended, that is, "
                    "from the day you paid everything. Then it is deleted. As long as nothing is "
                    "paid, the {years} years don't begin.",
                    "不良信息自不良行为终止之日（即全部还清之日）起保存{years}年，期满删除。未还清前，{years}年不开始计算。",
                ),
                Text(
                    "You may have your report {reports} times a year free of charge.",
                    "您每年可免费查询信用报告{reports}次。",
                ),
            ),
            {"years": ("CN-CR-02", "years"), "reports": ("CN-CR-06", "per_year")},
        ),
        Draft(
            "error",
            Text("When the record is wrong", "记录有误时"),
            (
                Text(
                    "Object with us or with the credit database: it is marked, checked and "
                    "answered in writing within {days} days.",
                    "可向本机构或征信机构提出异议，将作标注、核查，并在{days}日内书面答复。",
                ),
                Text(
                    "If that doesn't help, complain to the branch of the People's Bank; it answers "
                    "within {branch} days.",
                    "仍有异议的，可向中国人民银行分支机构投诉，{branch}日内答复。",
                ),
            ),
            {
                "days": ("CN-CR-03", "objection_days"),
                "branch": ("CN-CR-03", "branch_complaint_days"),
            },
        ),
    ),
    "US": (
        Draft(
            "record",
            Text("How long a late payment shows", "逾期记录保留多久"),
            (
                Text(
                    "Most adverse items may show for {years} years from when the delinquency "
                    "began. Paying doesn't start the years again, nor does a sale of the debt.",
                    "多数不良信息自逾期开始之日起最多展示{years}年。还款或债务转让不会重新起算。",
                ),
            ),
            {"years": ("us.fcra.605", "years")},
        ),
        Draft(
            "error",
            Text("When the record is wrong", "记录有误时"),
            (
                Text(
                    "Dispute it with us or with the credit bureau: it is investigated within "
                    "{days} days.",
                    "可向本机构或征信机构提出异议，将在{days}日内调查。",
                ),
            ),
            {"days": ("us.regv.43", "investigation_days")},
        ),
    ),
    "UK": (
        Draft(
            "record",
            Text("How long a default shows", "违约记录保留多久"),
            (
                Text(
                    "A default may be recorded once you are {months} months behind, and leaves "
                    "your credit file {years} years later, paid or not.",
                    "拖欠满{months}个月后可能被登记为违约，{years}年后从信用档案中移除，无论是否还清。",
                ),
            ),
            {
                "months": ("uk.cra.default", "months_min"),
                "years": ("uk.cra.default_record", "years"),
            },
        ),
    ),
}
