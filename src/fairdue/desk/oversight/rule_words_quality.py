"""What codes of the rules about talks are called; see `rule_words`."""

from __future__ import annotations

PARAMETERS = {"talk_steps": "通话步骤"}
UNITS = {"steps by law": "步骤（按法域）"}
TOPICS = {"script": "话术"}
