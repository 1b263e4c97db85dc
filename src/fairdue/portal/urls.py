"""The cardholder's addresses, below /my/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from fairdue.portal.views import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="my-home"),
    path("sign-in/", home.sign_in, name="my-sign-in"),
    path("sign-out/", home.sign_out, name="my-sign-out"),
    path("language/", home.switch_language, name="my-language"),
    path("more/", home.more, name="my-more"),
    path("", include("fairdue.portal.rights.urls")),
]
