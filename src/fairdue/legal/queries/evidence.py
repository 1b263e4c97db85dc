"""What there is to prove a matter with, as a list of evidence has it."""

from __future__ import annotations

from datetime import datetime

from fairdue.kernel.text import Text
from fairdue.legal.models import Exhibit, ExhibitKind, Matter
from fairdue.legal.queries.proven_demands import demands
from fairdue.legal.rules.papers.tables import Item
from fairdue.negotiation.queries.agreements import AgreementFacts, agreements_of
from fairdue.visits.queries.proven import signed_off

EXHIBITS = {
    ExhibitKind.APPLICATION: Text("Application for the card", "信用卡申请表"),
    ExhibitKind.CONTRACT: Text("Card contract as signed", "信用卡领用合约"),
    ExhibitKind.IDENTITY: Text("Proof of identity", "被申请人身份材料"),
    ExhibitKind.STATEMENTS: Text("Card statements", "信用卡对账单"),
    ExhibitKind.RECEIPT: Text("Receipt of delivery", "送达回执"),
    ExhibitKind.COURT: Text("Paper of a court", "法院文书"),
    ExhibitKind.OTHER: Text("Other", "其他材料"),
}
COPY, PRINT = Text("copy", "复印件"), Text("printed from the records", "系统打印件")
SOUND = Text("sound files with digests", "录音文件（附哈希值）")
DATA = Text("data that can be checked offline", "电子数据（可离线核验）")


def exhibits_of(matter: Matter, until: datetime | None = None) -> list[Exhibit]:
    """Papers from outside that stand, in the order of a list; those added before a moment."""
    rows = Exhibit.objects.filter(matter=matter)
    if until is not None:
        rows = rows.filter(added_at__lt=until)
    standing = [
        each
        for each in rows.order_by("pk")
        if each.withdrawn_at is None or (until is not None and each.withdrawn_at >= until)
    ]
    order = list(ExhibitKind.values)
    return sorted(standing, key=lambda each: (order.index(each.kind), each.pk))


def agreements_accepted(matter: Matter, until: datetime) -> list[AgreementFacts]:
    """Agreements about payment that the cardholder had accepted by a moment, the oldest first."""
    found = [
        each
        for each in agreements_of(matter.customer_id, limit=1000)
        if each.terms.currency == matter.currency
        and each.accepted_at is not None
        and each.accepted_at < until
    ]
    return sorted(found, key=lambda each: each.id)


def evidence_of(matter: Matter, until: datetime) -> list[Item]:
    """Everything there is before a moment, numbered in this order in the list and the bundle."""
    items = [
        Item(
            Text(f"{EXHIBITS[ExhibitKind(each.kind)].en}: {each.title}", each.title),
            Text(each.proves, each.proves),
            each.pages,
            COPY,
        )
        for each in exhibits_of(matter, until)
    ]
    accepted = agreements_accepted(matter, until)
    made = [each for each in demands(matter.customer_id, until) if each.went_out]
    heard = sum(recording.is_there for each in made for recording in each.recordings)
    told = sum(arrived.state == "delivered" for each in made for arrived in each.told)
    counted = (
        (
            Text("The balance explained line by line", "欠款逐笔计算明细"),
            Text("How much is owed, and since when", "欠款金额及逾期时间"),
            1,
            PRINT,
        ),
        (
            Text("Agreements about payment", "还款协议"),
            Text("That the debt was acknowledged", "持卡人确认债务"),
            len(accepted),
            PRINT,
        ),
        (
            Text("Demands with their permits", "催收记录及许可"),
            Text("That payment was demanded lawfully", "依法催收的事实"),
            len(made),
            PRINT,
        ),
        (
            Text("Recordings of calls", "催收录音"),
            Text("What was said", "通话内容"),
            heard,
            SOUND,
        ),
        (
            Text("Receipts of delivery", "送达回执"),
            Text("That messages arrived", "信息已送达"),
            told,
            DATA,
        ),
        (
            Text("Records of visits", "外访回访记录"),
            Text("What happened on the visit", "外访经过"),
            len(signed_off(matter.customer_id, until)),
            DATA,
        ),
        (
            Text("Proof from the journal", "存证链证明"),
            Text("That the records were not changed", "记录未经篡改"),
            1,
            DATA,
        ),
    )
    return items + [Item(*each) for each in counted if each[2]]
