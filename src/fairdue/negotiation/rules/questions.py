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
OPENING_SAID = Text(
    "Shall we go through what comes in and what goes out, so that I only suggest something you can "
    "keep up? Skip whatever you like; nobody will hold it against you. I keep the result; what you "
    "tell me is sealed.",
    "我们一起过一遍每月的收入和开支好吗？这样我只会建议您能长期坚持的方案。不想说的可以跳过，"
    "不会有任何不利影响。我们只留下结果，您说的内容会加密保存。",
)
HOUSEHOLD_SAID = Text(
    "How many of you live from this money, and how many are children? No names, please.",
    "一共几个人靠这些钱生活，其中几个是孩子？不用说姓名。",
)
VARIES_SAID = Text(
    "Is it about the same every month, or does it go up and down?",
    "每月差不多，还是时多时少？",
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
    ask: Text
    """A gentle way to ask it, in words to say to the person."""
    per_child: bool = False
    """Does its guideline go by the number of children, not by the household?"""


QUESTIONS = (
    Question(
        "wages",
        INCOME,
        Text("Wages after tax", "税后工资"),
        Text("What usually arrives in a month.", "通常每月实际到手的金额。"),
        Text(
            "What usually arrives from work in a month, after tax? A rough figure will do.",
            "每月工资到手大概多少？说个大概就行。",
        ),
    ),
    Question(
        "self_employment",
        INCOME,
        Text("Own business, odd jobs", "经营或零工收入"),
        Text(
            "After the costs of earning it; an average of the last months will do.",
            "扣除成本后的金额，取最近几个月的平均数即可。",
        ),
        Text(
            "Is there anything from a business or odd jobs? Taking a few "
            "months together, about how much is left after costs?",
            "有没有做生意或零工的收入？把最近几个月平均一下，扣掉成本大概剩多少？",
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
        Text(
            "Do you receive a pension or benefits? Leave out what is meant for care.",
            "有没有养老金、失业金之类的补助？专门用于护理的可以不算。",
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
        Text(
            "Does anything else come in, such as rent? I don't need to know from whom.",
            "还有没有其他进账，比如租金？不用说是谁给的。",
        ),
    ),
    Question(
        "housing",
        SPENDING,
        Text("Rent or mortgage", "房租或房贷"),
        Text("A home comes first.", "住处优先。"),
        Text(
            "What does your home cost you a month, rent or mortgage? That comes before us.",
            "每月房租或房贷大概多少？住处优先，还款在后。",
        ),
    ),
    Question(
        "utilities",
        SPENDING,
        Text("Water, power, heating", "水电燃气取暖"),
        Text("So that nothing is cut off.", "避免断水断电。"),
        Text(
            "And water, power and heating, over the year about how much a month?",
            "水电燃气和取暖，全年平均下来每月大概多少？",
        ),
    ),
    Question(
        "food",
        SPENDING,
        Text("Food and household needs", "伙食与日用品"),
        Text("Nobody should go short of food to pay us.", "不应为还款而减少吃饭的钱。"),
        Text(
            "What do you need for food and the household? Please don't cut it short for us.",
            "伙食和日用品每月需要多少？请按实际需要说，不必为了还款压低。",
        ),
    ),
    Question(
        "transport",
        SPENDING,
        Text("Getting to work and about", "交通"),
        Text("Getting to work keeps income coming.", "上班出行是收入的保障。"),
        Text(
            "What does it take to get to work and about?",
            "上班和日常出行每月大概多少？",
        ),
    ),
    Question(
        "health",
        SPENDING,
        Text("Health and medicine", "看病吃药"),
        Text("Just the amount; we don't ask what for.", "只需填写金额，我们不问具体病情。"),
        Text(
            "Do you pay anything for health or medicine? Just the amount; I won't ask what for.",
            "看病吃药每月有开支吗？只说金额就行，我不问病情。",
        ),
    ),
    Question(
        "children",
        SPENDING,
        Text("Children: care and school", "子女抚养与教育"),
        Text("Children's needs come first.", "孩子的需要优先。"),
        Text(
            "If there are children: what do care and school come to a month?",
            "如果有孩子，抚养和上学每月大概多少？",
        ),
        per_child=True,
    ),
    Question(
        "care",
        SPENDING,
        Text("Others who depend on you", "赡养及照料支出"),
        Text("Whoever relies on you is counted; no names.", "依靠您的人都计算在内，无需姓名。"),
        Text(
            "Does anybody else rely on your support? How much a month, without saying who?",
            "还有需要您赡养或照料的吗？每月大概多少？不用说是谁。",
        ),
    ),
    Question(
        "communications",
        SPENDING,
        Text("Phone and internet", "电话与网络"),
        Text("You need to be able to reach people and work.", "保证正常联络与工作。"),
        Text(
            "What do phone and internet cost?",
            "手机和网络每月多少？",
        ),
    ),
    Question(
        "insurance",
        SPENDING,
        Text("Insurance and social security", "保险与社保"),
        Text("Cover you rely on stays in place.", "您依靠的保障应当保留。"),
        Text(
            "Which insurance or social security do you pay, and about how much?",
            "保险和社保每月要交多少？",
        ),
    ),
    Question(
        "personal",
        SPENDING,
        Text("Clothes and small things", "衣物与零用"),
        Text("A plan without any room rarely lasts.", "完全不留余地的方案很难坚持。"),
        Text(
            "What do you need for clothes and small things? It is fine to keep some room.",
            "买衣服、零用每月大概多少？留一点余地是应该的。",
        ),
    ),
    Question(
        "other_debts",
        SPENDING,
        Text("Payments on other debts", "其他债务还款"),
        Text(
            "So that what we agree doesn't make you miss those, in any currency.",
            "避免因本方案而耽误其他债务，包括其他币种的债务。",
        ),
        Text(
            "Do you pay off anything else? I ask so that our plan doesn't make you miss that.",
            "还有别的债要还吗？问这个是为了不让我们的方案影响您按时还那边。",
        ),
    ),
    Question(
        "other_spending",
        SPENDING,
        Text("Anything else", "其他支出"),
        Text("Whatever we forgot to ask.", "我们没有问到的支出。"),
        Text(
            "Is there anything I forgot to ask about?",
            "还有什么开支是我没问到的？",
        ),
    ),
)

BY_CODE = {question.code: question for question in QUESTIONS}
INCOMES = tuple(question for question in QUESTIONS if question.kind == INCOME)
SPENDINGS = tuple(question for question in QUESTIONS if question.kind == SPENDING)
