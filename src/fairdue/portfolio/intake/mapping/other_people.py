"""Refuses mappings that would bring in people other than the customer.

Relatives, friends, emergency contacts, colleagues and employers don't owe the debt; their
numbers are a means of pressure. Fairdue has no place for them, and takes none in by the back
door of a second or third phone number.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

ENGLISH = {
    "emergency", "relative", "relatives", "relation", "family", "kin", "spouse", "husband",
    "wife", "partner", "parent", "parents", "father", "mother", "dad", "mom", "sibling",
    "brother", "sister", "child", "children", "son", "daughter", "friend", "friends",
    "neighbour", "neighbor", "colleague", "colleagues", "coworker", "workmate", "employer",
    "employers", "company", "workplace", "office", "work", "business", "boss", "supervisor",
    "kinship",
}  # fmt: skip
PHRASES = ("contactperson", "contactname", "nextofkin", "referee", "thirdparty")
CHINESE = (
    "联系人", "紧急联系", "亲属", "亲戚", "家人", "家属", "配偶", "丈夫", "妻子", "父亲", "母亲",
    "父母", "子女", "儿子", "女儿", "兄弟", "姐妹", "朋友", "同事", "单位", "公司", "雇主",
    "邻居", "第三人", "第三方", "通讯录",
)  # fmt: skip
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def speaks_of_other_people(name: str) -> bool:
    """True when a column's name says that it is about someone other than the customer."""
    words = {word.lower() for word in WORD.findall(name)}
    plain = re.sub(r"[\W_\d]", "", name).lower()
    return (
        bool(words & ENGLISH)
        or any(phrase in plain for phrase in PHRASES)
        or any(term in name for term in CHINESE)
    )


def refusal(name: str) -> str:
    """Why such a column is not taken in."""
    return _(
        "%(name)r speaks of someone other than the customer. Relatives, friends, emergency "
        "contacts, colleagues and employers are never stored: they don't owe the debt and may "
        "not be contacted about it. Remove the line; if the column holds the customer's own "
        "data, have it named so."
    ) % {"name": name}
