"""Sends a message by whatever this installation has: a mail server, or the demonstration's folder.

No address and no content is ever logged. An SMS has no gateway; only the folder takes one.
"""

from __future__ import annotations

from django.conf import settings

from fairdue.delivery import outbox, smtp
from fairdue.delivery.message import (
    EMAIL,
    DeliveryError,
    Kind,
    Message,
    Receipt,
    refuse_unsafe,
)
from fairdue.kernel.text import Text


def can_send(kind: Kind) -> bool:
    """Is there any way to deliver this kind here? Offer a person no other."""
    return bool(settings.OUTBOX or (kind == EMAIL and settings.SMTP_URL and settings.MAIL_FROM))


def send(message: Message) -> Receipt:
    """Deliver a message, and say what it is known by there.

    E-mail goes to the server of FAIRDUE_SMTP_URL; without one, and always for SMS, to the folder
    where FAIRDUE_OUTBOX is 1. Raises DeliveryError: a setting is missing, the server didn't
    answer or refused, or the message isn't safe to send.
    """
    refuse_unsafe(message)
    if message.kind == EMAIL and settings.SMTP_URL:
        return smtp.send(message, settings.SMTP_URL, settings.MAIL_FROM)
    if settings.OUTBOX:
        return outbox.put(message)
    if message.kind == EMAIL:
        raise DeliveryError(
            Text(
                "No mail server is set: name it in FAIRDUE_SMTP_URL and the sender in "
                "FAIRDUE_MAIL_FROM.",
                "未配置邮件服务器：请设置 FAIRDUE_SMTP_URL 与 FAIRDUE_MAIL_FROM。",
            )
        )
    raise DeliveryError(
        Text(
            "Text messages can't be sent: this installation has no gateway for them.",
            "无法发送短信：本系统尚未接入短信网关。",
        )
    )
