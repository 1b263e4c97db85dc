"""Where a cardholder can go: five places always at hand, everything else under "More"."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the portal, by the name of its address, and the pages that belong below it."""

    name: str
    label: str | Promise
    icon: str
    hint: str | Promise = ""
    below: tuple[str, ...] = ()
    short: str | Promise = ""
    """What it is called where there is little room."""

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.name)

    def is_here(self, name: str | None) -> bool:
        """Is the address of this name the page or one below it?"""
        return name == self.name or name in self.below


@dataclass(frozen=True, slots=True)
class Group:
    """Pages about one matter, as "More" lists them."""

    label: str | Promise
    pages: tuple[Page, ...]


HOME = Page("my-home", _("What I owe"), "home", _("To the cent, and why"))

PAY = Page("my-pay", _("Pay"), "money", _("All of it, or a part"), ("my-payment",))

PLAN = Page(
    "my-plan",
    _("Plan"),
    "promise",
    _("Payments that you can keep"),
    ("my-shape", "my-budget", "my-set-aside", "my-choose"),
)
AGREEMENTS = Page(
    "my-agreements", _("My agreements"), "letter", _("State, payments, ending"), ("my-agreement",)
)
HARDSHIP = Page(
    "my-hardship",
    _("I can't cope"),
    "care",
    _("An answer at once, never a no"),
    ("my-helped",),
    pgettext_lazy("place", "Help"),
)

DEVICES = Page("my-devices", _("Where I am signed in"), "lock", _("Sign out anywhere"))

RIGHTS = (
    Page(
        "my-disputes",
        _("Something is wrong with my debt"),
        "flag",
        _("Collection stops until you have our answer"),
        ("my-dispute",),
    ),
    Page(
        "my-complaints",
        _("Complain"),
        "note",
        _("About how you were treated, with a clock"),
        ("my-complaint",),
    ),
    Page(
        "my-contacts",
        _("Every contact with me"),
        "eye",
        _("When, how, why it was allowed; your pressure"),
    ),
    Page("my-contact", _("How you reach me"), "phone", _("Channels, hours, numbers, consents")),
    Page("my-stop", _("Stop contacting me"), "hold", _("What it means, before you choose")),
    Page(
        "my-representative",
        _("Someone speaks for me"),
        "person",
        _("A lawyer, an adviser, a person you trust"),
    ),
    Page(
        "my-papers",
        _("Letters and agreements"),
        "mail",
        _("Word for word, to read and to keep"),
    ),
    Page(
        "my-file",
        _("Take my file along"),
        "letter",
        _("Everything we hold about you, with a proof"),
    ),
)

CREDIT = (
    Page(
        "my-record",
        _("A clean credit record again"),
        "check",
        _("What happens when, and what paying brings"),
    ),
    Page("my-learn", _("Credit in plain words"), "info", _("Short lessons, with their sources")),
)

GROUPS: tuple[Group, ...] = (
    Group(_("Money"), (HOME, PAY, PLAN, AGREEMENTS)),
    Group(_("Help"), (HARDSHIP,)),
    Group(_("My rights"), RIGHTS),
    Group(_("My credit record"), CREDIT),
    Group(_("Safety"), (DEVICES,)),
)
"""Every page that can be reached without another one first."""

MORE = Page("my-more", _("More"), "menu")
BAR = ("my-home", "my-pay", "my-plan", "my-hardship")
"""The pages always at hand, besides MORE."""

OFFERED = ("my-plan", "my-hardship", "my-agreements", "my-disputes")
"""The pages offered beside what is owed."""


def named(*names: str) -> list[Page]:
    """These pages, in this order."""
    known = {page.name: page for group in GROUPS for page in group.pages}
    return [known[name] for name in names]


@dataclass(frozen=True, slots=True)
class Link:
    """A link as shown; `current` where one is."""

    url: str
    label: str | Promise
    icon: str
    current: bool


def bar(request: HttpRequest) -> list[Link]:
    """The places always at hand. Pages of no other place belong to "More"."""
    here = request.resolver_match.url_name if request.resolver_match else None
    links = [
        Link(page.url, page.short or page.label, page.icon, page.is_here(here))
        for page in named(*BAR)
    ]
    elsewhere = not any(link.current for link in links)
    return [*links, Link(MORE.url, MORE.label, MORE.icon, elsewhere)]
