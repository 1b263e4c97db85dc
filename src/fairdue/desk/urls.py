"""The staff's addresses."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from fairdue.desk.views import home, search, workbench

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sign-in/", home.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("search/", search.search, name="search"),
    path("work/", workbench.workbench, name="workbench"),
    path("", include("fairdue.desk.oversight.urls")),
]
