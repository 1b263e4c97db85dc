"""The cardholder's addresses, below /my/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from fairdue.portal.views import home, paying, signing_in

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
    path("", include("fairdue.portal.rights.urls")),
]
