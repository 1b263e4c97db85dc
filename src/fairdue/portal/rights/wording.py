"""What contacts, their results and later findings are called for the person they were made with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fairdue.contact.models import Channel, FindingKind, Outcome, RemedyKind

MADE = {
    Channel.CALL: _("A call"),
    Channel.SMS: _("A text message"),
    Channel.EMAIL: _("An e-mail"),
    Channel.LETTER: _("A letter"),
    Channel.VISIT: _("A visit"),
}

SPOKE = _("We spoke with you")
SOMEBODY_ELSE = _("Somebody else answered, and we ended it")

CAME_OF_IT = {
    Outcome.NO_ANSWER: _("Nobody answered"),
    Outcome.BUSY: _("The line was busy"),
    Outcome.NUMBER_INVALID: _("The number didn't work"),
    Outcome.MACHINE: _("An answering machine"),
    Outcome.THIRD_PARTY: SOMEBODY_ELSE,
    Outcome.WRONG_PERSON: SOMEBODY_ELSE,
    Outcome.DECEASED: SOMEBODY_ELSE,
    Outcome.IMPRISONED: SOMEBODY_ELSE,
    Outcome.NOT_VERIFIED: _("We could not make sure that it was you"),
    Outcome.PAID: _("You said that you have paid"),
    Outcome.PROMISE: _("You promised a payment"),
    Outcome.PLAN: _("You asked for a plan"),
    Outcome.CALLBACK: _("We agreed to call you back"),
    Outcome.HARDSHIP: _("You told us about difficulties"),
    Outcome.VULNERABILITY: _("You told us about difficulties"),
    Outcome.DISPUTE: _("You contested the debt"),
    Outcome.IDENTITY_THEFT: _("You contested the debt"),
    Outcome.ASKS_TO_STOP: _("You asked us to stop"),
    Outcome.REPRESENTATIVE: _("You named a representative"),
    Outcome.COMPLAINT: _("You complained"),
    Outcome.LANGUAGE: _("You needed another language"),
    Outcome.REFUSES: SPOKE,
    Outcome.ABUSE: SPOKE,
    Outcome.SENT: _("It was sent to you"),
    Outcome.NOT_DELIVERED: _("It did not reach you"),
    Outcome.UNCONFIRMED: _("It may have reached you"),
    Outcome.NOT_PLACED: _("Your telephone never rang"),
}
"""Without the trade's judgement of the person."""

FOUND = {
    FindingKind.NEWLY_UNLAWFUL: _("We found later that this contact should not have been made."),
    FindingKind.THIRD_PARTY: _("We found later that this reached somebody else."),
    FindingKind.NO_LONGER_COUNTED: _(
        "We found later that this did not reach you. It no longer counts towards your limits."
    ),
    FindingKind.LAWFUL_AFTER_ALL: _("We found later that this was allowed after all."),
}

REMEDIES = {
    RemedyKind.INFORM: _("We apologise to you and tell you"),
    RemedyKind.STOP_CHANNEL: _("We stop this way of contact"),
    RemedyKind.CORRECT_BALANCE: _("We correct the amount that you were told"),
    RemedyKind.CORRECT_RECORD: _("We correct our record"),
    RemedyKind.REPORT: _("We report it to our head of compliance"),
}
