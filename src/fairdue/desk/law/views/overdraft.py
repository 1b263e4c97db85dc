"""The limbs of a malicious overdraft with their evidence, for a legal officer's judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.law.paper_forms import JudgementForm, WithdrawForm
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.actions.judging import judge_overdraft, reasons_of, take_back_judgement
from fairdue.legal.models import Matter, OverdraftJudgement
from fairdue.legal.queries import matters as queries
from fairdue.legal.queries.overdraft import (
    applies_to,
    judgements_of,
    limbs_of,
    standing_judgement,
    stated_in,
)
from fairdue.legal.rules import limbs
from fairdue.people.models import Role
from fairdue.people.rules import may
from fairdue.rulebook.packs import law_in_force
from fairdue.rulebook.terms import citation

TONES: dict[limbs.State, str] = {"met": "ok", "not_met": "stop", "missing": "warn"}
READS_REASONS = {Role.LEGAL, Role.COMPLIANCE}
EVIDENCE_SHOWN = 12


@dataclass(frozen=True, slots=True)
class LimbShown:
    """A limb in words."""

    limb: limbs.Limb
    name: Text
    state: Text
    tone: str
    source: Text | None
    more: int
    """Pieces of evidence beyond those listed."""

    @property
    def evidence(self) -> Sequence[Text]:
        """The first of its evidence, as people call it."""
        return [_called(name) for name in self.limb.evidence[:EVIDENCE_SHOWN]]


CALLED = {
    "attempt": Text("contact {number}", "联系记录{number}"),
    "recording": Text("recording {number}", "录音{number}"),
    "receipt": Text("receipt {number}", "送达回执{number}"),
    "issuer_figures": Text("the issuer's figures", "发卡系统余额"),
    "payments": Text("payments received", "还款流水"),
    "officer": Text("the officer's statement", "法务说明"),
}


def _called(name: str) -> Text:
    """A record as people call it: contact 12 for attempt:12."""
    kind, _colon, number = name.partition(":")
    words = CALLED[kind]
    return Text(words.en.format(number=number), words.zh.format(number=number))


@require_http_methods(["GET", "POST"])
@for_those_who_may("see_matters")
def overdraft(request: StaffRequest, matter_id: int) -> HttpResponse:
    """Every limb today, the judgement that stands, and those before."""
    found = _matter(request, matter_id)
    judges = may(request.user, "judge_overdraft") and found.stage != "closed"
    if request.method == "POST" and not judges:
        raise Http404
    standing = standing_judgement(found)
    stated = stated_in(standing) if standing else {}
    form = JudgementForm(
        request.POST or None, initial={"stated": [name for name, said in stated.items() if said]}
    )
    problem = ""
    if request.method == "POST" and form.is_valid():
        said = dict.fromkeys(form.cleaned_data["stated"], True)
        try:
            judge_overdraft(
                matter_id=found.pk,
                stated=said,
                reasons=form.cleaned_data["reasons"],
                may_be_spoken_of=form.cleaned_data["may_be_spoken_of"],
                staff=request.user,
                at=request.now,
            )
        except Refused as refused:
            problem, stated = in_language(refused.text), said
        else:
            messages.success(request, _("Judgement kept."))
            return redirect("matter-overdraft", found.pk)
    shown = _limbs(found, stated, request) if applies_to(found) else []
    return render(
        request,
        "desk/law/overdraft.html",
        {
            "matter": found,
            "applies": applies_to(found),
            "limbs": shown,
            "all_stand": limbs.all_stand([each.limb for each in shown]),
            "judgements": [_judged(row, request) for row in judgements_of(found)],
            "standing": standing,
            "form": form,
            "judges": judges,
            "problem": problem,
            "today": timezone.localdate(request.now),
            "tab": "overdraft",
        },
        status=422 if request.method == "POST" else 200,
    )


@require_POST
@for_those_who_may("judge_overdraft")
def take_back(request: StaffRequest, matter_id: int) -> HttpResponse:
    """Take the judgement that stands back."""
    found = _matter(request, matter_id)
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        take_back_judgement(matter_id=found.pk, reason=reason, staff=request.user, at=request.now)
        messages.success(request, _("Judgement taken back."))
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    return redirect("matter-overdraft", found.pk)


def _limbs(found: Matter, stated: dict[str, bool], request: StaffRequest) -> list[LimbShown]:
    today = timezone.localdate(request.now)
    law = law_in_force(found.jurisdiction)
    shown = []
    for limb in limbs_of(found, today, stated):
        cited = citation(law, limb.rule, today)
        shown.append(
            LimbShown(
                limb,
                limbs.NAMES[limb.name],
                limbs.STATE_NAMES[limb.state],
                TONES[limb.state],
                cited.source if cited else None,
                max(len(limb.evidence) - EVIDENCE_SHOWN, 0),
            )
        )
    return shown


def _judged(row: OverdraftJudgement, request: StaffRequest) -> tuple[OverdraftJudgement, str]:
    """A judgement, and its reasons for those who may read them."""
    reads = request.user.role in READS_REASONS
    return row, reasons_of(row) if reads else ""


def _matter(request: StaffRequest, matter_id: int) -> Matter:
    found = queries.matter_for(request.user, matter_id)
    if found is None:
        raise Http404(f"there is no matter {matter_id} for {request.user.username}")
    return found
