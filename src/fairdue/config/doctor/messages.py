"""What carries messages: e-mail and what comes back, texts, and the process that sends."""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.conf import settings
from django.db import Error as DjangoDatabaseError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.config.doctor.finding import Finding, Level
from fairdue.config.middleware import now
from fairdue.delivery import WAYS, DeliveryError, outbox, sms
from fairdue.delivery.mail import smtp
from fairdue.delivery.mail.coming_in import ASIDE, Maildir
from fairdue.messaging.queries.overview import SenderFacts, senders


def mail() -> Iterator[Finding]:
    """E-mail can be sent, bounces are heard of, and nothing lies about for anyone to read."""
    subject = _("mail")
    if settings.SMTP_URL:
        try:
            found = smtp.mail_settings()
        except DeliveryError as error:
            mend = _("correct it; docs/operating/mail.md has examples")
            text = error.text.in_language(get_language() or "en")
            yield Finding(Level.PROBLEM, subject, text, mend)
        else:
            yield Finding(Level.OK, subject, f"{found.server.host}:{found.server.port}")
            yield from _returned_mail(found)
    elif not settings.OUTBOX:
        text = _("no server is set: cardholders can't sign in, and nothing is sent to them")
        mend = _("set FAIRDUE_SMTP_URL and FAIRDUE_MAIL_FROM, see docs/operating/mail.md")
        yield Finding(Level.WARNING, subject, text, mend)
    if settings.OUTBOX:
        text = _("messages with their codes are put into %(folder)s") % {"folder": outbox.folder()}
        mend = _("this is for demonstrations only: unset FAIRDUE_OUTBOX")
        yield Finding(Level.WARNING, subject, text, mend)


def _returned_mail(found: smtp.MailSettings) -> Iterator[Finding]:
    """What comes back reaches us, and can be read."""
    subject = _("returned mail")
    mend = _("see docs/operating/mail.md, Bounces and answers")
    if not found.bounces:
        text = _("FAIRDUE_MAIL_BOUNCES is not set: nobody learns which messages came back")
        yield Finding(Level.WARNING, subject, text, mend)
    elif not found.hears:
        text = _("neither FAIRDUE_MAIL_LISTEN nor FAIRDUE_MAIL_FOLDER is set: bounces are unread")
        yield Finding(Level.WARNING, subject, text, mend)
    elif found.maildir is not None and not os.access(found.maildir, os.R_OK | os.W_OK | os.X_OK):
        text = _("%(folder)s can't be read or written") % {"folder": found.maildir}
        yield Finding(Level.PROBLEM, subject, text, mend)
    else:
        yield Finding(Level.OK, subject, found.bounces)
    for place in filter(None, (found.own_maildir, found.maildir)):
        if aside := Maildir(place, found.bounces).kept_aside():
            text = _("%(number)s letters that can't be read lie in %(folder)s") % {
                "number": aside,
                "folder": place / ASIDE,
            }
            mend = _("open them with a mail program, deal with them, and delete them")
            yield Finding(Level.WARNING, subject, text, mend)


def texts() -> Iterator[Finding]:
    """Texts can be sent: the gateway answers, and takes the name and password. None is sent."""
    subject = _("texts")
    if not settings.SMS_URL:
        text = _("no gateway is set: nothing is sent to telephone numbers")
        yield Finding(Level.OK, subject, text)
        return
    try:
        yield Finding(Level.OK, subject, sms.try_out())
    except DeliveryError as error:
        mend = _("correct it; docs/operating/sms.md has examples")
        text = error.text.in_language(get_language() or "en")
        yield Finding(Level.PROBLEM, subject, text, mend)
        return
    if not sms.signature():
        text = _("no signature is set; operators in China refuse texts without one")
        mend = _("add signature=… to FAIRDUE_SMS_URL, unless the gateway adds one itself")
        yield Finding(Level.WARNING, subject, text, mend)


def sender() -> Iterator[Finding]:
    """What hands messages over is at work wherever something waits, and its carriers answer."""
    carriers = [way.name for way in WAYS if way.is_set()]
    try:
        found = senders(carriers, now())
    except DjangoDatabaseError:
        return  # the database's own finding says why
    if not found:
        text = _("no carrier is set, so there is nothing to hand over")
        yield Finding(Level.OK, _("sender"), text)
    for each in found:
        yield _sender_of(each, is_set=each.carrier in carriers)


def _sender_of(found: SenderFacts, *, is_set: bool) -> Finding:
    """The sender of one carrier."""
    subject = _("sender of %(carrier)s") % {"carrier": found.carrier}
    waiting = _("%(number)s waiting") % {"number": found.waiting}
    if not is_set:
        text = _("%(waiting)s, but this carrier is no longer set") % {"waiting": waiting}
        mend = _("set it again, or let them be withdrawn when their permits run out")
        return Finding(Level.WARNING, subject, text, mend)
    if found.seen_at is None:
        text = _("never at work; %(waiting)s") % {"waiting": waiting}
    else:
        seen = found.seen_at.isoformat(timespec="seconds", sep=" ")
        text = _("last heard of at %(seen)s; %(waiting)s") % {"seen": seen, "waiting": waiting}
    if not found.is_alive:
        level = Level.WARNING if found.waiting else Level.OK
        return Finding(level, subject, text, _("it runs while the site is served: fairdue serve"))
    if found.problem is not None:
        return Finding(
            Level.WARNING,
            subject,
            found.problem.in_language(get_language() or "en"),
            _("see the page Messages; what waits is handed over once this is mended"),
        )
    return Finding(Level.OK, subject, text)
