"""Why a message to us had no effect: a closed list. Pure."""

from __future__ import annotations

from fairdue.integration.rules.signatures import HEADERS, SIGNATURE, TIMESTAMP
from fairdue.kernel.text import Text

STOPPED, OTHER_MESSAGE, REPEATED = "stopped", "other_message", "repeated"
NO_SUCH_PAYMENT = "no_such_payment"

CAUSES: dict[str, Text] = {
    SIGNATURE: Text("wrong signature", "签名不符"),
    TIMESTAMP: Text("too old or too early", "时间戳过期或超前"),
    HEADERS: Text("not signed", "未签名"),
    STOPPED: Text("source stopped", "来源已停用"),
    OTHER_MESSAGE: Text("identifier of another message", "消息标识被另一消息占用"),
    NO_SUCH_PAYMENT: Text("no such payment, or another amount", "没有该笔还款或金额不符"),
    REPEATED: Text("repeated; answered as before", "重复消息（按首次结果答复）"),
}
"""By code, in the order in which they are shown."""
