"""Where each role starts, and signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.decorators import method_decorator
from django.views.i18n import set_language

from fairdue.desk.access import StaffRequest, for_roles
from fairdue.people.models import Role

START = {
    Role.COLLECTOR: "workbench",
    Role.VISITOR: "field",
    Role.LEGAL: "matters",
    Role.COUNSEL: "matters",
    Role.LEAD: "lead",
    Role.COMPLIANCE: "compliance",
    Role.STRATEGIST: "strategy",
    Role.MANAGEMENT: "dashboard",
    Role.ADMINISTRATOR: "administration",
}
"""The page each role sees first, by address name."""


@for_roles(*Role, without_certificate=True)
def home(request: StaffRequest) -> HttpResponseBase:
    """Send a member of staff to the page of their role."""
    try:
        return redirect(reverse(START[Role(request.user.role)]))
    except NoReverseMatch:
        return render(request, "desk/home.html")


switch_language = login_not_required(set_language)
"""Remember the language chosen, before signing in too, and go back to the same page."""


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """Name and password. A part of a page asked for by htmx sends the whole page here."""

    template_name = "desk/sign_in.html"
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Show the form, or tell htmx to leave the page it is on."""
        if request.headers.get("HX-Request") and request.method == "GET":
            return HttpResponse(headers={"HX-Redirect": reverse("home")})
        return super().dispatch(request, *args, **kwargs)
