"""What a case asks of whoever works it, and what people are able to: languages and skills. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from fairdue.kernel.text import Text

LANGUAGES = {
    "speaks:zh": Text("Chinese", "中文"),
    "speaks:en": Text("English", "英文"),
    "speaks:yue": Text("Cantonese", "粤语"),
}
SKILLS = {
    "skill:hardship": Text("Hardship and vulnerability", "困难及特殊客户"),
}
ABILITIES = LANGUAGES | SKILLS
"""What a lead can put down about a person. A language's code ends as customers' languages do."""


def asked_for(language: str, *, hardship: bool) -> frozenset[str]:
    """What a case asks: its customer's language, and care where there is hardship on record."""
    spoken = f"speaks:{language.split('-', maxsplit=1)[0].lower()}"
    asked = {spoken} & LANGUAGES.keys()
    return frozenset(asked | ({"skill:hardship"} if hardship else set()))


def needs(asked: Collection[str], team: Iterable[Collection[str]]) -> frozenset[str]:
    """What of that is insisted on in a team, given what each who is on duty is able to.

    Only what somebody has who is there, and only so much that one person has all of it, as no case
    may wait for nobody: else the language alone, else nothing.
    """
    able = [frozenset(one) for one in team]
    wanted = frozenset(asked)
    language = wanted & LANGUAGES.keys()
    skills = wanted - language
    for choice in (wanted, language, skills):
        if choice and any(choice <= one for one in able):
            return choice
    return frozenset()
