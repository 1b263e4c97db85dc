"""Where each room's pages hang."""

from __future__ import annotations

from django.urls import include, path

from fairdue.config.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("fairdue.api.urls")),
    path("genuine/", include("fairdue.portal.genuine_urls")),
    path("stop/", include("fairdue.portal.stop_urls")),
    path("texts/", include("fairdue.messaging.urls")),
    path("field/", include("fairdue.field.urls")),
    path("my/", include("fairdue.portal.urls")),
    path("", include("fairdue.desk.urls")),
]
