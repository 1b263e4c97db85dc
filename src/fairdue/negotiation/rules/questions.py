"""What is asked to learn what someone can pay, in words that say why. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from fairdue.kernel.text import Text

INCOME, SPENDING = "income", "spending"

OPENING = Text(
    "These questions help us find something you can keep up. Answer what you like and skip what "
    "you don't; nobody will hold a blank against you. Only the result is shown to staff who work "
    "on your case; your answers are kept sealed.",
    "这些问题是为了找到您能长期坚持的还款方式。您可以只回答愿意回答的，其余可以跳过，"
    "跳过不会对您产生任何不利影响。办理人员只看到结果，您的回答将加密保存。",
)
QUICK_QUESTION = Text(
    "What could you put aside each month without missing rent or food?",
    "在不影响房租和吃饭的前提下，您每月大约能拿出多少钱？",
)
QUICK_WHY = Text(
    "A rough range is enough. Nothing at all is an answer too.",
    "大致范围即可；目前拿不出来也是一种回答。",
)


@dataclass(frozen=True, slots=True)
class Question:
    """One amount a month that is asked. May be skipped, except the income as a whole."""

    code: str
    kind: str
    """INCOME or SPENDING."""
    name: Text
    why: Text
    per_child: bool = False
    """Does its guideline go by the number of children, not by the household?"""


QUESTIONS = (
    Question(
        "wages",
        INCOME,
        Text("Wages after tax", "税后工资"),
        Text("What usually arrives in a month.", "通常每月实际到手的金额。"),
    ),
    Question(
        "self_employment",
        INCOME,
        Text("Own business, odd jobs", "经营或零工收入"),
        Text(
            "After the costs of earning it; an average of the last months will do.",
            "扣除成本后的金额，取最近几个月的平均数即可。",
        ),
    ),
    Question(
        "benefits",
        INCOME,
        Text("Benefits and pensions", "养老金、失业金等补助"),
        Text(
            "So that the picture is whole. What is meant for a purpose, such as care, "
            "may be left out.",
            "便于了解整体情况；有专门用途的补助（如护理补贴）可以不填。",
        ),
    ),
    Question(
        "other_income",
        INCOME,
        Text("Other money coming in", "其他收入"),
        Text(
            "Rent you receive or shares of household costs. No names, please.",
            "例如租金、家人分担的费用。请不要填写他人姓名。",
        ),
    ),
    Question(
        "housing",
        SPENDING,
        Text("Rent or mortgage", "房租或房贷"),
        Text("A home comes first.", "住处优先。"),
    ),
    Question(
        "utilities",
        SPENDING,
        Text("Water, power, heating", "水电燃气取暖"),
        Text("So that nothing is cut off.", "避免断水断电。"),
    ),
    Question(
        "food",
        SPENDING,
        Text("Food and household needs", "伙食与日用品"),
        Text("Nobody should go short of food to pay us.", "不应为还款而减少吃饭的钱。"),
    ),
    Question(
        "transport",
        SPENDING,
        Text("Getting to work and about", "交通"),
        Text("Getting to work keeps income coming.", "上班出行是收入的保障。"),
    ),
    Question(
        "health",
        SPENDING,
        Text("Health and medicine", "看病吃药"),
        Text("Just the amount; we don't ask what for.", "只需填写金额，我们不问具体病情。"),
    ),
    Question(
        "children",
        SPENDING,
        Text("Children: care and school", "子女抚养与教育"),
        Text("Children's needs come first.", "孩子的需要优先。"),
        per_child=True,
    ),
    Question(
        "care",
        SPENDING,
        Text("Others who depend on you", "赡养及照料支出"),
        Text("Whoever relies on you is counted; no names.", "依靠您的人都计算在内，无需姓名。"),
    ),
    Question(
        "communications",
        SPENDING,
        Text("Phone and internet", "电话与网络"),
        Text("You need to be able to reach people and work.", "保证正常联络与工作。"),
    ),
    Question(
        "insurance",
        SPENDING,
        Text("Insurance and social security", "保险与社保"),
        Text("Cover you rely on stays in place.", "您依靠的保障应当保留。"),
    ),
    Question(
        "personal",
        SPENDING,
        Text("Clothes and small things", "衣物与零用"),
        Text("A plan without any room rarely lasts.", "完全不留余地的方案很难坚持。"),
    ),
    Question(
        "other_debts",
        SPENDING,
        Text("Payments on other debts", "其他债务还款"),
        Text(
            "So that what we agree doesn't make you miss those, in any currency.",
            "避免因本方案而耽误其他债务，包括其他币种的债务。",
        ),
    ),
    Question(
        "other_spending",
        SPENDING,
        Text("Anything else", "其他支出"),
        Text("Whatever we forgot to ask.", "我们没有问到的支出。"),
    ),
)

BY_CODE = {question.code: question for question in QUESTIONS}
INCOMES = tuple(question for question in QUESTIONS if question.kind == INCOME)
SPENDINGS = tuple(question for question in QUESTIONS if question.kind == SPENDING)
