"""What visitors say at a door, line by line: shown on their phone. Pure."""

from __future__ import annotations

from fairdue.kernel.text import Text

SCRIPT = (
    Text(
        "Show the identity card before you say anything else. Say your names, and that the "
        "code can "
        "be checked.",
        "先出示身份证件，报出两人姓名，并告知对方可扫码核验。",
    ),
    Text(
        "Ask for the cardholder by full name. Say nothing of why you came to anybody else: not to "
        "family, neighbours or the doorman. Thank them, and leave.",
        "仅以姓名询问持卡人本人。不得向家人、邻居、门卫透露来意；对方不是本人的，致谢后离开。",
    ),
    Text(
        "Check that it is them: a document that they show, or the questions of the sheet.",
        "核实本人身份：查看其出示的证件，或按单上问题核对。",
    ),
    Text(
        "Say that the visit is recorded. If they mind, stop, and write so.",
        "告知本次外访将录音录像；对方反对的，停止录制并如实记录。",
    ),
    Text(
        "Stay at the door unless they ask you in. Asked to leave, leave.",
        "未经同意不得进入住宅；对方要求离开的，立即离开。",
    ),
    Text(
        "Ask what happened, and listen. Do not promise, press or compare.",
        "先问原因，认真倾听。不承诺、不施压、不作比较。",
    ),
    Text(
        "Say what can be agreed, and how to reach us. Take no money and no card.",
        "说明可协商的方案与联系方式。不收现金，不收银行卡。",
    ),
    Text(
        "Read out what you wrote. Ask whether they want to sign; they need not.",
        "宣读记录内容，询问是否愿意签名；对方可以不签。",
    ),
)
"""In the order in which it is said."""
