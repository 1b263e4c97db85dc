"""What a mail server's refusal means, said without naming whom the message was to."""

from __future__ import annotations

import re
import smtplib
import ssl

from fairdue.delivery.message import DeliveryError
from fairdue.kernel.text import Text

_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def why(error: Exception) -> DeliveryError:
    """The same error without whom it was to. smtplib's own are OSErrors."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return DeliveryError(
            Text(
                "The mail server refused the name or password in FAIRDUE_SMTP_URL.",
                "邮件服务器拒绝了 FAIRDUE_SMTP_URL 中的用户名或密码。",
            )
        )
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return DeliveryError(
            Text(
                "The mail server's certificate can't be trusted; check the host in "
                "FAIRDUE_SMTP_URL.",
                "邮件服务器证书不受信任，请检查 FAIRDUE_SMTP_URL 中的主机名。",
            )
        )
    if isinstance(error, OSError):
        return DeliveryError(
            Text(
                "The mail server did not answer; check FAIRDUE_SMTP_URL and the network.",
                "邮件服务器无应答，请检查 FAIRDUE_SMTP_URL 与网络。",
            ),
            again=True,
        )
    return DeliveryError(
        Text("This message can't be written as an e-mail.", "该消息无法作为邮件发送。")
    )


def _refused(error: smtplib.SMTPResponseException) -> DeliveryError:
    """What the server answered, by its code: 4xx means later, 5xx never (RFC 5321, 4.2.1)."""
    code, said = error.smtp_code, error.smtp_error
    words = said.decode("ascii", "replace") if isinstance(said, bytes) else str(said)
    enhanced = _ENHANCED.search(words)
    return DeliveryError(
        Text(
            f"The mail server refused the message with code {code}.",
            f"邮件服务器拒收该消息，代码 {code}。",
        ),
        again=400 <= code < 500,
        code=enhanced.group(1) if enhanced else str(code),
    )
