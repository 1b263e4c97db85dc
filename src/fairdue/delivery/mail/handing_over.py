"""The line to the mail server: kept for many messages, mended when it breaks.

What is known when something fails: until the last byte of a message has left, the server can't
have taken it (it takes a message only with the dot that ends it), so another try is safe. From
then until its answer nobody knows, and the message isn't tried again by itself.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl

from django.core.mail import DNS_NAME

from fairdue.delivery.mail.refusals import why
from fairdue.delivery.mail.server import Server
from fairdue.delivery.mail.verp import with_tag
from fairdue.delivery.mail.writing import Written
from fairdue.delivery.message import DeliveryError, DeliveryUnknown
from fairdue.kernel.text import Text

MESSAGES_PER_LINE_MAX = 100
"""Many servers end a line that takes longer; a new one is opened before they do."""
_END_OF_LINE = re.compile(rb"\r?\n|\r")
_LEADING_DOT = re.compile(rb"(?m)^\.")


class Line:
    """One connection at a time to one server; opened by the first message."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._link: smtplib.SMTP | None = None
        self._carried = 0

    def hand_over(self, written: Written, *, sender: str, key: str, reports: bool) -> None:
        """Hand one message over; `sender` is where it comes back to.

        With `reports`, and a server that offers them (RFC 3461), a report is asked for whatever
        becomes of it; of another, bounces still come back to `sender`. Raises DeliveryError, and
        DeliveryUnknown as told above.
        """
        try:
            link = self._opened_for(written, sender, key, reports)
            code, said = link.docmd("DATA")
            if code != 354:
                raise smtplib.SMTPDataError(code, said)
            link.send(_with_its_dot(written.content))
        except (OSError, ValueError) as error:
            self._let_go_after(error)
            raise why(error) from None  # the original names the recipient
        try:
            code, said = link.getreply()
        except OSError:
            self.close()
            raise _nobody_knows() from None
        if code != 250:
            refused = smtplib.SMTPDataError(code, said)
            self._let_go_after(refused)
            raise why(refused)
        self._carried += 1

    def close(self) -> None:
        """End the line politely, or as it can be."""
        link, self._link, self._carried = self._link, None, 0
        if link is not None:
            with contextlib.suppress(OSError):
                link.quit()
            link.close()

    def _opened_for(self, written: Written, sender: str, key: str, reports: bool) -> smtplib.SMTP:
        """A line on which the server agreed to sender and recipient.

        A line that was kept may have been ended meanwhile; then a new one is tried, once.
        """
        if self._carried >= MESSAGES_PER_LINE_MAX:
            self.close()
        kept = self._link
        if kept is not None:
            try:
                return _agreed(kept, written, sender, key, reports)
            except smtplib.SMTPResponseException as error:
                if error.smtp_code != 421:
                    raise
                self.close()
            except OSError:
                self.close()
        self._link = link = _connected(self._server)
        return _agreed(link, written, sender, key, reports)

    def _let_go_after(self, error: Exception) -> None:
        """After a refusal the line goes on with the next message; after anything else it ends."""
        refused = isinstance(error, smtplib.SMTPResponseException) and error.smtp_code != 421
        if refused and self._link is not None:
            try:
                if self._link.rset()[0] == 250:
                    return
            except OSError:
                pass
        self.close()


def _connected(server: Server) -> smtplib.SMTP:
    name, seconds = str(DNS_NAME), server.timeout_seconds
    if server.tls:
        context = ssl.create_default_context()
        link: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, name, timeout=seconds, context=context
        )
    else:
        link = smtplib.SMTP(server.host, server.port, name, timeout=seconds)
    try:
        if server.starttls:
            link.starttls(context=ssl.create_default_context())
        link.ehlo_or_helo_if_needed()
        if server.user:
            link.login(server.user, server.password)
    except BaseException:
        link.close()
        raise
    return link


def _agreed(
    link: smtplib.SMTP, written: Written, sender: str, key: str, reports: bool
) -> smtplib.SMTP:
    options, asked = _asked_for(link, written, key, reports)
    code, said = link.mail(sender, options)
    if code == 250:
        code, said = link.rcpt(written.recipient, asked)
    if code not in (250, 251):
        raise smtplib.SMTPResponseException(code, said)
    return link


def _asked_for(
    link: smtplib.SMTP, written: Written, key: str, reports: bool
) -> tuple[list[str], list[str]]:
    """What goes with MAIL and RCPT: sizes, UTF-8, and reports (RFC 3461)."""
    options: list[str] = []
    asked: list[str] = []
    if link.has_extn("size"):
        options.append(f"SIZE={len(written.content)}")
    if written.needs_utf8:
        if not link.has_extn("smtputf8"):
            raise ValueError("the server takes no address beyond ASCII")
        options.append("SMTPUTF8")
    if reports and key and link.has_extn("dsn"):
        options += ["RET=HDRS", f"ENVID={with_tag(key)}"]
        asked += ["NOTIFY=SUCCESS,FAILURE,DELAY"]
        if not written.needs_utf8:
            asked.append(f"ORCPT=rfc822;{_xtext(written.recipient)}")
    return options, asked


def _xtext(value: str) -> str:
    """RFC 3461, section 4: + and = and what isn't printable are written by their code."""
    return "".join(
        letter if "!" <= letter <= "~" and letter not in "+=" else f"+{ord(letter):02X}"
        for letter in value
    )


def _with_its_dot(content: bytes) -> bytes:
    """The message as it goes over the line, with the dot that ends it (RFC 5321, 4.5.2)."""
    lines = _LEADING_DOT.sub(b"..", _END_OF_LINE.sub(b"\r\n", content))
    return lines + (b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n")


def _nobody_knows() -> DeliveryError:
    return DeliveryUnknown(
        Text(
            "The line to the mail server was lost after the message was handed over; it may have "
            "been sent.",
            "邮件交付后与服务器的连接中断，该邮件可能已发出。",
        )
    )
