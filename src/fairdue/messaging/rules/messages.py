"""What we write to a customer: named templates with fixed words, in both languages.

The subject of an e-mail, which others may see on a screen, tells neither of a debt nor of an
amount. The body goes to the customer's own address; it names what was agreed and when it is due,
as CN-REM-01 asks of a reminder, and never what is owed in all. Every message says how to see that
it is genuine and how to have no more of them (cf. 12 CFR 1006.6(e)).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from fairdue.contact.rules.written import REMINDER, Content
from fairdue.kernel.text import Text

_GENUINE = Text(
    "Is this message really from us? Look at {genuine} and enter the code {code}. We never ask "
    "for a password or a one-time code by e-mail.",
    "如何确认本信息由我们发出？请打开{genuine}，输入核验码{code}。我们不会通过邮件索要密码或短信验证码。",
)
_NO_MORE = Text(
    "If you don't want e-mails like this one, turn them off under “How we may reach you” at "
    "{home}, or answer with STOP.",
    "如不希望再收到此类邮件，请在{home}的“联系方式偏好”中关闭，或回复“退订”。",
)


@dataclass(frozen=True, slots=True)
class Template:
    """Fixed words with places for values, in braces."""

    name: str
    subject: Text
    body: tuple[Text, ...]
    """Paragraphs. Those on genuineness and on opting out are added to all."""
    purpose: str = ""


TEMPLATES = {
    each.name: each
    for each in (
        Template(
            "payment_reminder",
            Text(
                "{lender}: what we agreed comes up on {due_on}",
                "{lender}：您约定的事项将于{due_on}到期",
            ),
            (
                Text("Hello,", "您好："),
                Text(
                    "As agreed with you, {amount} is to be paid by {due_on}. If you have paid "
                    "already, there is nothing to do.",
                    "按照与您的约定，请于{due_on}前支付{amount}。如您已经支付，请忽略本提醒。",
                ),
                Text(
                    "See what was agreed, pay, or change it: {portal}",
                    "查看约定内容、付款或调整安排：{portal}",
                ),
                Text(
                    "If it won't be possible, tell us before that day and we look for another "
                    "way together.",
                    "如到期支付有困难，请提前告诉我们，我们会与您一起商量可行的办法。",
                ),
            ),
            REMINDER,
        ),
        Template(
            "agreement_ready",
            Text("{lender}: your document is ready", "{lender}：您的文件已备好"),
            (
                Text("Hello,", "您好："),
                Text(
                    "The document about what you agreed with us on {agreed_on} can be read and "
                    "kept here: {portal}",
                    "您于{agreed_on}与我们达成的约定，其文件可在此查看并保存：{portal}",
                ),
            ),
            REMINDER,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Words:
    """A message as it would leave, bound by its digest."""

    template: str
    language: str
    subject: str
    body: str
    purpose: str

    @property
    def digest(self) -> str:
        """SHA-256 over template, language, subject and body, in hexadecimal."""
        said = [self.template, self.language, self.subject, self.body]
        return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    @property
    def content(self) -> Content:
        """What the permit's rules ask about it. What was agreed is no balance of today."""
        return Content(
            template=self.template,
            digest=self.digest,
            states_balance=False,
            offers_opt_out=True,
            purpose=self.purpose,
        )


def render(template: str, language: str, values: Mapping[str, str | Text]) -> Words:
    """A template's words in a language, with the values put in.

    Raises KeyError for an unknown template and for a value that its words need and don't get.
    """
    found = TEMPLATES[template]
    said = {
        name: value.in_language(language) if isinstance(value, Text) else value
        for name, value in values.items()
    }
    signed = Text("{lender}", "{lender}")
    paragraphs = [*found.body, _GENUINE, _NO_MORE, signed]
    return Words(
        template=template,
        language=language,
        subject=found.subject.in_language(language).format_map(said),
        body="\n\n".join(each.in_language(language).format_map(said) for each in paragraphs),
        purpose=found.purpose,
    )
