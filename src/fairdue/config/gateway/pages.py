"""What somebody who pays sees of the test gateway: the amount, a choice of outcomes, the end."""

from __future__ import annotations

from html import escape

from fairdue.config.gateway.store import Payment
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text

ANSWERS = {
    "approved": Text("The bank approves", "银行批准付款"),
    "declined_funds": Text("The bank declines: not enough money", "银行拒绝：余额不足"),
    "declined_bank": Text("The bank declines without a reason", "银行拒绝：未说明原因"),
    "approved_late": Text(
        "The bank approves, but says so 20 seconds later", "银行批准，但20秒后才通知"
    ),
}
"""What can be tried. How notices come (twice, in the wrong order) follows the payment's number."""

TITLE = Text("Test payment", "测试付款")
NO_MONEY = Text(
    "This is a test gateway. No money moves; choose what the bank should answer.",
    "这是测试支付网关，不会产生真实扣款。请选择银行的答复。",
)
PAY = Text("Pay {amount}", "支付{amount}")
CANCEL = Text("Go back without paying", "不付款，返回")
DONE = Text("Paid", "已付款")
REFUNDED = Text("Given back", "已退款")
DECLINED = Text("Declined. You can try again.", "付款被拒绝，可重新尝试。")
RETURN = Text("Back to the account", "返回账户")
REFUND = Text("Give the money back (test)", "退款（测试）")
WHAT = Text("What should the bank answer?", "银行应如何答复？")

STYLE = """
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;background:#f4f1ea;color:#22201c;font:1rem/1.55 system-ui,"Noto Sans",
"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:28rem;margin:0 auto;padding:2rem 1rem;display:grid;gap:1rem}
h1{margin:0;font-size:1.25rem}p{margin:0}.sum{font-size:2rem;font-weight:650}
fieldset{border:1px solid #8f887b;border-radius:8px;background:#fff;padding:.5rem 1rem;margin:0}
legend{font-weight:600}label{display:flex;gap:.75rem;align-items:center;min-height:2.75rem}
input{width:1.375rem;height:1.375rem;flex:none;accent-color:#6b3fa0}
button,a.button{display:flex;align-items:center;justify-content:center;width:100%;min-height:3rem;
border:1px solid #6b3fa0;border-radius:8px;background:#6b3fa0;color:#fff;font:inherit;
font-weight:600;cursor:pointer;text-decoration:none}
.plain,a.plain{background:#fff;color:#5a3488}.note{padding:.75rem;border-left:4px solid #6b3fa0;
background:#fff}:focus-visible{outline:3px solid #22201c;outline-offset:2px}
"""


def checkout(payment: Payment) -> str:
    """The page on which a payment is made, or seen to be made."""
    amount = f"{Money(payment.amount_minor, payment.currency)}"
    body = [f'<p class="sum">{escape(amount)}</p>']
    if payment.state == "declined":
        body.append(f'<p class="note" role="alert">{_say(payment, DECLINED)}</p>')
    if payment.state in ("created", "declined"):
        choices = "".join(
            f'<label><input type="radio" name="answer" value="{key}"'
            f"{' checked' if key == 'approved' else ''}>{_say(payment, words)}</label>"
            for key, words in ANSWERS.items()
        )
        pay = _say(payment, PAY).format(amount=escape(amount))
        body.append(
            f'<form method="post"><fieldset><legend>{_say(payment, WHAT)}</legend>{choices}'
            f"</fieldset><p>&nbsp;</p><button>{pay}</button></form>"
            f'<a class="button plain" href="{escape(payment.return_url)}">'
            f"{_say(payment, CANCEL)}</a>"
        )
    else:
        said = REFUNDED if payment.state == "refunded" else DONE
        body.append(
            f'<p class="note">{_say(payment, said)}</p>'
            f'<a class="button" href="{escape(payment.return_url)}">{_say(payment, RETURN)}</a>'
        )
    if payment.state == "succeeded":
        body.append(
            f'<form method="post" action="/checkout/{payment.id}/refund">'
            f'<button class="plain">{_say(payment, REFUND)}</button></form>'
        )
    return _page(payment, "".join(body))


def _page(payment: Payment, body: str) -> str:
    language = "zh-Hans" if payment.language.startswith("zh") else "en"
    title = _say(payment, TITLE)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{title}</title><style>{STYLE}</style></head>'
        f"<body><main><h1>{title}</h1><p>{_say(payment, NO_MONEY)}</p>{body}</main></body></html>"
    )


def _say(payment: Payment, words: Text) -> str:
    return escape(words.in_language(payment.language))
