"""The staff's addresses."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from fairdue.desk.views import (
    agreed,
    agreements,
    balances,
    budget,
    cards,
    customer,
    dialler,
    home,
    letters,
    plans,
    points,
    proof_of_call,
    recordings,
    records,
    search,
    talk,
    telephone,
    workbench,
)
from fairdue.desk.written import sending

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sign-in/", home.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("language/", home.switch_language, name="language"),
    path("search/", search.search, name="search"),
    path("workbench/", workbench.workbench, name="workbench"),
    path("workbench/next/", workbench.take_next, name="work-next"),
    path("workbench/scores/<int:case_id>/", workbench.scores, name="work-scores"),
    path("workbench/talk/<int:case_id>/", talk.talk, name="work-talk"),
    path("workbench/best-way/<int:case_id>/", workbench.best_way, name="work-best-way"),
    path("workbench/take/<int:case_id>/", workbench.take, name="work-take"),
    path("workbench/dial/", workbench.dial, name="work-dial"),
    path("workbench/line/", telephone.line, name="work-line"),
    path("workbench/hang-up/", telephone.hang_up, name="work-hang-up"),
    path("workbench/caller/<int:call_id>/", telephone.take_caller, name="work-caller"),
    path("workbench/ready/", telephone.ready, name="work-ready"),
    path("workbench/away/", telephone.away, name="work-away"),
    path("my-telephone/", telephone.my_telephone, name="my-telephone"),
    path("workbench/show-again/", workbench.show_again, name="work-show-again"),
    path("workbench/outcome/", workbench.outcome, name="work-outcome"),
    path("workbench/put-aside/", workbench.put_aside, name="work-put-aside"),
    path("workbench/plan/<int:case_id>/", plans.plan, name="work-plan"),
    path("workbench/plan/<int:case_id>/suggested/", plans.suggested, name="work-plan-suggested"),
    path("workbench/plan/<int:case_id>/figures/", plans.figures, name="work-plan-figures"),
    path("workbench/plan/<int:case_id>/shape/", plans.shape, name="work-plan-shape"),
    path("workbench/proof/<int:case_id>/", proof_of_call.proof, name="work-proof"),
    path("workbench/message/<int:case_id>/", sending.message, name="work-message"),
    path("workbench/undo/", workbench.undo, name="undo"),
    path("workbench/break/", workbench.take_break, name="work-break"),
    path("workbench/note/", workbench.save_note, name="work-note"),
    path("customers/<int:customer_id>/", customer.customer, name="customer"),
    path("customers/<int:customer_id>/owed/", balances.owed, name="owed"),
    path("customers/<int:customer_id>/owed/letter/", balances.letter, name="owed-letter"),
    path("customers/<int:customer_id>/letters/", letters.letters, name="customer-letters"),
    path("customers/<int:customer_id>/letters/write/", letters.write, name="customer-letter-write"),
    path(
        "customers/<int:customer_id>/letters/<int:letter_id>/",
        letters.open_letter,
        name="customer-letter",
    ),
    path("customers/<int:customer_id>/budget/", budget.budget, name="budget"),
    path("customers/<int:customer_id>/reveal/", customer.reveal, name="reveal"),
    path(
        "customers/<int:customer_id>/points/<int:point_id>/", points.mark_point, name="point-mark"
    ),
    path("customers/<int:customer_id>/hold/", customer.place_hold, name="hold-place"),
    path(
        "customers/<int:customer_id>/hold/<int:hold_id>/release/",
        customer.release_hold,
        name="customer-hold-release",
    ),
    path(
        "customers/<int:customer_id>/mark/<int:mark_id>/clear/",
        customer.clear_mark,
        name="mark-clear",
    ),
    path(
        "customers/<int:customer_id>/record/<slug:record>/",
        records.put_on_record,
        name="record",
    ),
    path(
        "customers/<int:customer_id>/consent/<int:consent_id>/revoke/",
        records.revoke_consent,
        name="consent-revoke",
    ),
    path(
        "customers/<int:customer_id>/request/<int:request_id>/withdraw/",
        records.withdraw_request,
        name="request-withdraw",
    ),
    path(
        "customers/<int:customer_id>/promise/<int:promise_id>/withdraw/",
        customer.withdraw_promise,
        name="promise-withdraw",
    ),
    path(
        "customers/<int:customer_id>/agreements/<int:agreement_id>/accept/",
        agreements.accept,
        name="agreement-accept",
    ),
    path(
        "customers/<int:customer_id>/agreements/<int:agreement_id>/withdraw/",
        agreements.withdraw,
        name="agreement-withdraw",
    ),
    path(
        "customers/<int:customer_id>/agreements/<int:agreement_id>/revise/",
        agreements.revise,
        name="agreement-revise",
    ),
    path(
        "customers/<int:customer_id>/agreements/<int:agreement_id>/end/",
        agreements.end,
        name="agreement-end",
    ),
    path(
        "customers/<int:customer_id>/agreements/<int:agreement_id>/document/<slug:file_format>/",
        agreements.document,
        name="agreement-document",
    ),
    path("customers/<int:customer_id>/recordings/", recordings.of_customer, name="recordings"),
    path(
        "customers/<int:customer_id>/recordings/upload/", recordings.upload, name="recording-upload"
    ),
    path("dialler/", dialler.dialler, name="dialler"),
    path("dialler/start/", dialler.start, name="dialler-start"),
    path("dialler/stop/", dialler.stop, name="dialler-stop"),
    path("recordings/<int:recording_id>/", recordings.recording, name="recording"),
    path("recordings/<int:recording_id>/hold/", recordings.hold, name="recording-hold"),
    path(
        "recordings/<int:recording_id>/hold/<int:hold_id>/release/",
        recordings.release,
        name="recording-release",
    ),
    path("recordings/sound/<str:key>/", recordings.sound, name="recording-sound"),
    path("customers/<int:customer_id>/visitor-card/", cards.visitor_card, name="visitor-card"),
    path("agreed/", agreed.agreed, name="agreed"),
    path("approvals/", agreed.approvals, name="approvals"),
    path("approvals/<int:agreement_id>/", agreed.decide, name="approval-decide"),
    path("", include("fairdue.desk.oversight.urls")),
    path("strategy/", include("fairdue.desk.strategist.urls")),
    path("messages/templates/", include("fairdue.desk.written.urls")),
]
