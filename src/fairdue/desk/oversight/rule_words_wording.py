"""What codes of the rules about wording are called; see `rule_words`."""

from __future__ import annotations

PARAMETERS = {
    "characters_of_a_sentence_max": "单句字数上限",
    "rule_by_kind": "各类发现对应条款",
    "severity_by_kind": "各类发现的严重程度",
    "words_of_a_sentence_max": "单句词数上限",
}
UNITS = {
    "characters": "字",
    "words of a sentence": "词",
    "rule by kind": "条款（按类别）",
    "severity by kind": "严重程度（按类别）",
}
TOPICS = {"wording": "用语"}
