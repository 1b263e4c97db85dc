"""The cardholder's addresses, below /my/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from fairdue.portal.views import (
    agreements,
    budget,
    hardship,
    home,
    paying,
    plans,
    signing_in,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="my-home"),
    path("sign-in/", signing_in.sign_in, name="my-sign-in"),
    path("sign-in/code/", signing_in.code, name="my-code"),
    path("sign-in/<str:link>/", signing_in.sign_in, name="my-link"),
    path("sign-out/", signing_in.sign_out, name="my-sign-out"),
    path("devices/", signing_in.devices, name="my-devices"),
    path("language/", home.switch_language, name="my-language"),
    path("more/", home.more, name="my-more"),
    path("pay/", paying.pay, name="my-pay"),
    path("pay/notices/", paying.notices, name="my-pay-notices"),
    path("pay/<slug:reference>/", paying.payment, name="my-payment"),
    path("pay/<slug:reference>/state/", paying.payment_state, name="my-payment-state"),
    path("plan/", plans.plan, name="my-plan"),
    path("plan/set-aside/", plans.set_aside, name="my-set-aside"),
    path("plan/shape/", plans.shaping, name="my-shape"),
    path("plan/choose/", plans.choose, name="my-choose"),
    path("budget/", budget.budget, name="my-budget"),
    path("agreements/", agreements.agreements, name="my-agreements"),
    path("agreements/<int:agreement_id>/", agreements.one, name="my-agreement"),
    path(
        "agreements/<int:agreement_id>/<slug:form>/keep/",
        agreements.document,
        name="my-agreement-file",
    ),
    path("agreements/<int:agreement_id>/yes/", agreements.say_yes, name="my-agreement-yes"),
    path("agreements/<int:agreement_id>/no/", agreements.say_no, name="my-agreement-no"),
    path("agreements/<int:agreement_id>/end/", agreements.end_it, name="my-agreement-end"),
    path("hardship/", hardship.hardship, name="my-hardship"),
    path("hardship/decision/", hardship.helped, name="my-helped"),
    path("", include("fairdue.portal.rights.urls")),
    re_path(r"^.*/$", home.nothing_here, name="my-nothing"),
]
