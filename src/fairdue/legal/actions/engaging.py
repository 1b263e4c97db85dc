"""Law firms and their lawyers, and which of them conducts a matter."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fairdue.compliance.actions.recording import next_id, not_later, today
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.actions.recording import enter, matter_to_change, save
from fairdue.legal.models import LawFirm, Lawyer, Matter
from fairdue.people.models import Role, Staff
from fairdue.people.rules import require


def register_firm(
    *, name: str, licence: str, contract: str, engaged_on: date, staff: Staff, at: datetime
) -> LawFirm:
    """Put a law firm on record, engaged by written contract (Lawyers Law art. 25).

    Raises Refused without name, licence or contract, for a name there is, and a day to come.
    """
    require(staff, "engage_counsel")
    not_later(engaged_on, at)
    given = {"name": name.strip(), "licence": licence.strip(), "contract": contract.strip()}
    if not all(given.values()):
        raise Refused(
            Text(
                "Name the firm, its licence and the contract with it.",
                "请填写律所名称、执业许可证号和委托合同编号。",
            )
        )
    if LawFirm.objects.filter(name=given["name"]).exists():
        raise Refused(Text("This firm is on record already.", "该律所已登记。"))
    with transaction.atomic():
        number = next_id(LawFirm)
        entry = record(
            actor=staff.username, action="law_firm_registered", at=at, subject=f"law_firm:{number}"
        )
        return LawFirm.objects.create(
            pk=number, engaged_on=engaged_on, journal_entry=entry, **given
        )


def register_lawyer(
    *, firm_id: int, username: str, licence: str, staff: Staff, at: datetime
) -> Lawyer:
    """Put a lawyer of a firm on record: somebody who signs in as outside counsel.

    Raises Refused for anyone else, without a licence to practise, and for a firm whose contract
    has ended.
    """
    require(staff, "engage_counsel")
    firm = LawFirm.objects.filter(pk=firm_id, ended_on=None).first()
    person = Staff.objects.filter(username=username, role=Role.COUNSEL, is_active=True).first()
    if firm is None or person is None:
        raise Refused(
            Text(
                "Choose a firm under contract and somebody who signs in as outside counsel.",
                "请选择合同有效的律所以及以外部律师身份登录的人员。",
            )
        )
    if not licence.strip():
        raise Refused(Text("Give the lawyer's licence to practise.", "请填写律师执业证号。"))
    with transaction.atomic():
        if Lawyer.objects.filter(username=username).exists():
            raise Refused(Text("This lawyer is on record already.", "该律师已登记。"))
        number = next_id(Lawyer)
        entry = record(
            actor=staff.username,
            action="lawyer_registered",
            at=at,
            subject=f"lawyer:{number}",
            details={"law_firm": firm.pk},
        )
        return Lawyer.objects.create(
            pk=number,
            firm=firm,
            username=username,
            name=person.display_name,
            licence=licence.strip(),
            journal_entry=entry,
        )


def end_firm(*, firm_id: int, staff: Staff, at: datetime) -> LawFirm:
    """The contract with a firm has ended: its lawyers see nothing any more. Raises Refused."""
    require(staff, "engage_counsel")
    with transaction.atomic():
        firm = LawFirm.objects.select_for_update().filter(pk=firm_id, ended_on=None).first()
        if firm is None:
            raise Refused(Text("This contract has ended already.", "该委托合同已终止。"))
        entry = record(
            actor=staff.username, action="law_firm_ended", at=at, subject=f"law_firm:{firm.pk}"
        )
        Lawyer.objects.filter(firm=firm, ended_on=None).update(
            ended_on=today(at), journal_entry=entry
        )
        firm.ended_on, firm.journal_entry = today(at), entry
        firm.save()
        return firm


def engage(*, matter_id: int, username: str, staff: Staff, at: datetime) -> Matter:
    """Give a matter to a lawyer outside, who sees it from now on; "" takes it back.

    Raises Refused for somebody who is no lawyer of a firm under contract, and for who may not.
    """
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "engage_counsel")
        lawyer = Lawyer.objects.filter(username=username, ended_on=None).first()
        if username and lawyer is None:
            raise Refused(
                Text(
                    "Choose a lawyer of a firm that is under contract.",
                    "请选择委托合同有效的律所律师。",
                )
            )
        details = {"law_firm": lawyer.firm_id, "lawyer": lawyer.pk} if lawyer else {}
        action = "counsel_engaged" if lawyer else "counsel_released"
        entry = enter(matter, action, staff, at, details)
        firm = lawyer.firm if lawyer else None
        return save(matter, entry, firm=firm, counsel=username)
