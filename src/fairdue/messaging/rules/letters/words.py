"""What a letter says: the words of a template, or those of a notice with the items of the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairdue.contact.rules.written import Content
from fairdue.kernel.text import Text
from fairdue.messaging.rules.letters.notices import BY_LAYOUT, NOTICE, PARTS, SUBJECT
from fairdue.messaging.rules.templates import Words

GENUINE = Text(
    "Is this letter really from us? Scan the code, or open {check} and enter {code}. We never ask "
    "for a password or a one-time code by post.",
    "如何确认本函由我们发出？请扫码，或打开{check}输入核验码{code}。我们不会通过信函索要密码或短信验证码。",
)
NO_MORE = Text(
    "If you don't want letters like this one, say so under “How we may reach you” at {home}, or "
    "write or call: {contact}.",
    "如不希望再收到此类信函，请登录{home}在“联系方式偏好”中设置，或联系我们：{contact}。",
)


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of a letter, and the items of the law that they show."""

    words: Words
    genuine: str
    """The paragraph on how to check it, which stands beside the QR code."""
    shown: frozenset[str] = frozenset()

    @property
    def body(self) -> str:
        """The words without how to check them."""
        return "\n\n".join(each for each in _paragraphs(self.words) if each != self.genuine)

    @property
    def content(self) -> Content:
        """What the permit's rules ask about it."""
        return self.words.content


def notice_words(*, law: str, language: str, values: Mapping[str, str | Text]) -> LetterWords:
    """The words of a notice in a language, under a law (CN, US, UK), with the values put in.

    A part that needs a value which isn't known is left out, so that its items are not shown.
    """
    said = {
        name: value.in_language(language) if isinstance(value, Text) else value
        for name, value in values.items()
    }
    parts = [(part.items, part.said(language, said)) for part in PARTS[law]]
    shown = {item for items, text in parts if text is not None for item in items}
    genuine = GENUINE.in_language(language).format_map(said)
    no_more = NO_MORE.in_language(language).format_map(said)
    words = Words(
        template=NOTICE,
        language=language,
        subject=SUBJECT.in_language(language).format_map(said),
        body="\n\n".join([*(text for _, text in parts if text is not None), no_more, genuine]),
        purpose="",
        states_balance=True,
    )
    return LetterWords(words, genuine, frozenset(shown) | BY_LAYOUT[law])


def laid_out(words: Words, code: str) -> LetterWords:
    """A template's words, of which the paragraph with the code stands beside the QR code."""
    genuine = next((each for each in _paragraphs(words) if code in each), code)
    return LetterWords(words, genuine)


def _paragraphs(words: Words) -> list[str]:
    return [each for each in words.body.split("\n\n") if each.strip()]
