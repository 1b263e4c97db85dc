"""A text before it is sent: what stands against it, and where."""

from __future__ import annotations

from datetime import date

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.money import Money
from fairdue.wording import Facts, Line, check, check_spoken
from fairdue.wording.rules.truth import amounts_in

BANK = "示例银行"
FACTS = Facts(
    on=date(2026, 3, 10),
    creditors=(BANK, "Example Bank"),
    amounts=(Money.of("1234.56", "CNY"), Money.of("200", "USD")),
    dates=(date(2026, 3, 20),),
)
THREATS = {
    "violence": "再不还钱就打断你的腿",
    "privacy": "今天不还，我们就打电话给你单位领导和你父母",
    "penal": "你这是诈骗，等着坐牢吧",
    "false_legal_step": "法院已经立案，马上开庭",
    "impersonation": "我是朝阳公安分局的王警官",
    "insult": "欠钱不还，你就是个老赖，不要脸",
    "public_posting": "把你的照片挂到朋友圈去",
    "coercion": "明天派人去你家堵门",
    "new_borrowing": "你去网贷平台借一笔先还上",
    "fictitious_blacklist": "不还就把你列入全国黑名单",
}
LAWFUL = [
    f"【{BANK}】您的信用卡最低还款额1,234.56元，请于3月20日前还款。如有困难请致电客服热线协商。",
    "我们不会联系您的家人或单位。",
    "您有权向人民法院提起诉讼，也可以向监管部门投诉。",
    "如遇冒充公安机关索要钱款的电话，请勿转账并及时报警。",
    "You have the right to dispute this debt. We will not contact your employer.",
    "Your payment of $200 is due on 20 March 2026. If you are struggling, please call us.",
]


def kinds(text: str, facts: Facts = FACTS, language: str = "zh") -> set[str]:
    return {one.kind for one in check(text, language=language, channel="sms", facts=facts)}


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("大写：肆万贰仟玖佰叁拾陆元伍角玖分", 4_293_659),
        ("大写：壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角", 1_234_567_890),
        ("大写：壹佰元零陆分", 10_006),
        ("大写：壹佰元整", 10_000),
        ("三百元五角", 30_050),
        ("3元5角2分", 352),
        ("请先还100元5分钟内到账", 10_000),
        ("一百元零五分钟", 10_000),
    ],
)
def test_an_amount_in_chinese_is_read_to_its_last_fen(text: str, minor: int) -> None:
    (stated,) = amounts_in(text)
    assert stated.money == Money(minor, "CNY")


@given(st.integers(min_value=100, max_value=10**12 - 1))
def test_an_amount_in_capitals_is_the_amount(minor: int) -> None:
    (stated,) = amounts_in(
        f"合计人民币（大写：{cn2an.an2cn(f'{minor // 100}.{minor % 100:02d}', 'rmb')}）。"
    )
    assert stated.money == Money(minor, "CNY")


@pytest.mark.parametrize(("kind", "text"), THREATS.items())
def test_finds_what_may_not_be_said_and_blocks_it(kind: str, text: str) -> None:
    found = check(text, language="zh", channel="sms", facts=FACTS)
    assert kind in {one.kind for one in found if one.severity == "blocks"}


@pytest.mark.parametrize("text", LAWFUL)
def test_leaves_lawful_words_alone(text: str) -> None:
    assert not kinds(text)


@pytest.mark.parametrize(
    "text", ["再不还就告诉你jia人", "打 断 你 的 腿", "打*断*你*的*腿", "等著坐lao吧", "爆通讯录！"]
)
def test_sees_through_what_is_meant_to_hide_it(text: str) -> None:
    assert kinds(text)


def test_a_denial_that_is_taken_back_is_the_threat_it_is() -> None:
    assert "privacy" in kinds("我们不会联系您的家人，除非您今天还不还款")
    assert "privacy" in kinds("别以为我们不会告诉你单位")


def test_an_approved_step_may_be_spoken_of() -> None:
    text = "本行已于近日向人民法院提起诉讼。"
    assert "false_legal_step" in kinds(text)
    approved = Facts(on=FACTS.on, legal_steps=frozenset({"suit_filed"}))
    assert not kinds(text, approved)


def test_amounts_days_and_creditors_are_held_against_the_facts() -> None:
    assert kinds("您应还2,000元") == {"amount"}
    assert kinds("请于3月21日前还款") == {"date"}
    assert kinds("【他行信用卡】您好") == {"creditor"}
    assert not kinds("应还一千二百三十四元", Facts(on=FACTS.on, amounts=(Money.of(1234, "CNY"),)))


def test_a_debt_isn_t_named_where_none_may_be() -> None:
    silent = Facts(on=FACTS.on, may_name_debt=False)
    assert kinds("请转告他回电，他的信用卡逾期了", silent) >= {"names_debt"}
    assert not kinds("请他方便时回电，谢谢", silent)


def test_says_what_is_missing() -> None:
    facts = Facts(on=FACTS.on, creditors=(BANK,), required=("creditor", "amount", "opt_out"))
    found = check("请尽快还款", language="zh", channel="sms", facts=facts)
    assert [one.kind for one in found] == ["required"] * 3
    filled = "【{creditor}】您应还{amount_due}，退订回T"
    assert not check(filled, language="zh", channel="sms", facts=facts)


def test_a_finding_is_cited_from_the_law_of_its_country() -> None:
    for country, rule in (
        ("CN", "CN-CRIM-07"),
        ("US", "us.regf.18"),
        ("UK", "uk.conc.7.3.fairness"),
    ):
        facts = Facts(on=FACTS.on, country=country)
        (found,) = check("You will be arrested", language="en", channel="sms", facts=facts)
        assert found.rule == rule
        assert found.citation is not None


def test_only_what_the_collector_said_counts() -> None:
    lines = [
        Line("customer", "你们说要打断我的腿", 0, 3),
        Line("collector", "我这边是示例银行，不会有这样的事", 3, 6),
        Line("collector", "不还就告诉你单位领导", 6, 9),
    ]
    (found,) = check_spoken(lines, language="zh", facts=FACTS)
    assert (found.line, found.finding.kind, found.begins) == (2, "privacy", 6)


@given(st.text(max_size=200))
def test_no_text_makes_it_fall_and_marks_lie_within(text: str) -> None:
    for one in check(text, language="zh", channel="sms", facts=FACTS):
        assert 0 <= one.start <= one.end <= len(text)


@given(st.integers(0, 10**9), st.sampled_from(["CNY", "USD", "GBP"]), st.dates())
def test_the_facts_own_amounts_and_days_are_never_found(
    minor: int, currency: str, on: date
) -> None:
    money = Money(minor, currency)
    facts = Facts(on=FACTS.on, amounts=(money,), dates=(on,))
    sign = {"CNY": "¥", "USD": "$", "GBP": "£"}[currency]
    for text in (
        f"{sign}{money.amount:,}",
        f"{money.amount} {currency}",
        f"{on.year}年{on.month}月{on.day}日",
        f"{on:%Y-%m-%d}",
        f"{on.day} {on:%B} {on.year}",
    ):
        assert not kinds(f"应还 {text} 谢谢", facts)


@given(st.sampled_from(LAWFUL[:4]), st.sampled_from(sorted(THREATS.values())))
def test_a_threat_put_to_any_lawful_text_blocks(lawful: str, threat: str) -> None:
    found = check(f"{lawful}\n{threat}", language="zh", channel="sms", facts=FACTS)
    assert any(one.severity == "blocks" for one in found)
