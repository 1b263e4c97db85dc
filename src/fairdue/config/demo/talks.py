"""Invented transcripts of the demonstration's calls, most of them as they should be, some not."""

from __future__ import annotations

from datetime import datetime

from fairdue.config.demo import people
from fairdue.contact.models import RIGHT_PARTY, Attempt, Channel, Outcome
from fairdue.identity.queries.policy import lender
from fairdue.people.actors import Machine
from fairdue.quality import actions as quality
from fairdue.quality.models import SpokenFinding, TranscriptSource
from fairdue.wording import Line

WRITER = Machine("transcripts")
TALKS_MAX = 30
WE, THEY = "collector", "customer"
OPENING = (
    (WE, "您好，我是{lender}的工作人员，本次通话将录音。请问您是持卡人本人吗？"),
    (THEY, "我是，请讲。"),
    (WE, "为保护您的信息，请先告诉我证件号后四位。"),
    (THEY, "好的，四个数字我报给您了。"),
)
CLEAN = {
    Outcome.PROMISE: (
        (WE, "感谢您的配合。您的信用卡目前有逾期，我想了解一下您的情况。"),
        (THEY, "前一阵出差忘了，这周内我会处理。"),
        (WE, "好的，我为您登记还款日期，到期前会提醒您。如有变化请随时告诉我们。"),
    ),
    Outcome.HARDSHIP: (
        (WE, "感谢您的配合。您的信用卡目前有逾期，方便说说遇到了什么情况吗？"),
        (THEY, "公司停产，我失业了，只有一点临时收入。"),
        (WE, "理解您的处境。我先为您登记困难情况，暂停催收，再一起看看能承受的安排。"),
    ),
    Outcome.REFUSES: (
        (WE, "感谢您的配合。您的信用卡目前有逾期，我想了解一下您的情况。"),
        (THEY, "我现在不想谈这个。"),
        (WE, "好的，不勉强。您可以随时在我们的页面查看明细，再见。"),
    ),
}
LATER = (
    (WE, "感谢您的配合。您的信用卡目前有逾期，我想了解一下您的情况。"),
    (THEY, "我知道了，需要一点时间。"),
    (WE, "没问题，我们约个您方便的时间再沟通。"),
)
LAPSES: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        *OPENING,
        (WE, "您的信用卡已经逾期很久了。"),
        (THEY, "我再想想办法。"),
        (WE, "再不还，我们就打电话给你单位领导和你父母。"),
        (THEY, "你怎么能这样。"),
    ),
    (
        (WE, "你信用卡欠款逾期了，打算什么时候还？"),
        (THEY, "你是哪里的？"),
        (WE, "你这种人就是老赖，不要脸。"),
        (THEY, "我要投诉你。"),
    ),
    (
        *OPENING,
        (WE, "您的信用卡目前有逾期，我想了解一下您的情况。"),
        (THEY, "这笔钱不是我刷的，我要你们拿出凭证。"),
        (WE, "那您先把钱还上再说。"),
    ),
    (
        *OPENING,
        (WE, "您的信用卡目前有逾期，我想了解一下您的情况。"),
        (THEY, "我住院化疗，说话都没力气，不要再给我打电话了。"),
        (WE, "好的，那您先休息。"),
    ),
    (
        *OPENING,
        (WE, "您的信用卡目前有逾期，明天不还就等着坐牢吧。"),
        (THEY, "你们这群畜生，少来吓唬我。"),
    ),
    (
        *OPENING,
        (WE, "您的信用卡目前有逾期，可以先向朋友借钱还上。"),
        (THEY, "我上个月失业了，实在还不起。"),
        (WE, "您最迟周五前要还98765.43元。"),
    ),
)
"""What went wrong: disclosure, insult and debt before identity, a dispute, illness and a wish to
stop that nobody recorded, prison and abuse, pushing to borrow and an amount nobody owes."""

LAPSE_EVERY = 4
CONFIRMED_BECAUSE = "已听录音并核对转写，情况属实"
DISMISSED_BECAUSE = "结合上下文，表述并无不当"


def hold_talks(now: datetime) -> tuple[int, int]:
    """Take in transcripts of the newest calls and let compliance review the older half; gives how
    many talks and findings there are.
    """
    calls = Attempt.objects.filter(channel=Channel.CALL, outcome__in=RIGHT_PARTY, made_at__lt=now)
    chosen = list(calls.order_by("-made_at", "-pk")[:TALKS_MAX])
    found = 0
    for number, attempt in enumerate(reversed(chosen)):
        _, count = quality.take_lines(
            reference=f"attempt:{attempt.pk}",
            lines=_lines(number, attempt),
            language="zh",
            source=TranscriptSource.JSON,
            staff=WRITER,
            at=now,
        )
        found += count
    _review(now)
    return len(chosen), found


def _lines(number: int, attempt: Attempt) -> list[Line]:
    lapse, rest = divmod(number, LAPSE_EVERY)
    said = (
        LAPSES[lapse % len(LAPSES)]
        if rest == 0
        else (*OPENING, *CLEAN.get(Outcome(attempt.outcome), LATER))
    )
    name, lines, clock = lender(attempt.made_at).zh, list[Line](), 0.0
    for who, words in said:
        text = words.format(lender=name)
        ends = clock + 1 + len(text) / 5
        lines.append(Line(who, text, clock, round(ends, 1)))
        clock = round(ends + 0.4, 1)
    return lines


def _review(now: datetime) -> None:
    """Every other finding, so that there is something to review and something to trust."""
    officer = people.compliance()
    rows = SpokenFinding.objects.filter(state="open").exclude(transcript__staff=officer)
    for number, finding in enumerate(rows.order_by("pk")[::2]):
        confirms = number % 5 != 4
        quality.decide(
            finding_id=finding.pk,
            confirms=confirms,
            note=CONFIRMED_BECAUSE if confirms else DISMISSED_BECAUSE,
            staff=officer,
            at=now,
        )
