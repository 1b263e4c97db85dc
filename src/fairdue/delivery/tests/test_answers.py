"""What somebody wrote back is found above, between and below what they quote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.delivery.mail.answers import is_automatic, said_above_quote, words_in
from fairdue.delivery.mail.opened import open_letter
from fairdue.delivery.tests import letters
from fairdue.delivery.tests.letters import letter

SAID = "请停止发送邮件。\n我会在周五还款。"
QUOTED = "您好，本期应还 1,200.00 元。如需退订请回复停止。"

MARKERS = {
    "gmail-en": "On Mon, 2 Mar 2026 at 09:12, The Bank <help@bank.example>\nwrote:\n\n> {quoted}",
    "gmail-zh": "某银行 <help@bank.example> 于2026年3月2日周一 09:12写道：\n\n> {quoted}",
    "apple-zh": "> 在 2026年3月2日，09:12，某银行 <help@bank.example> 写道：\n>\n> {quoted}",
    "apple-en": "> On 2 Mar 2026, at 09:12, The Bank <help@bank.example> wrote:\n> {quoted}",
    "netease": '在 2026-03-02 09:12:01，"某银行" <help@bank.example> 写道：\n{quoted}',
    "netease-old": "At 2026-03-02 09:12:01, The Bank <help@bank.example> wrote:\n>{quoted}",
    "qq": (
        '------------------ 原始邮件 ------------------\n发件人: "某银行" <help@bank.example>;\n'
        '发送时间: 2026年3月2日(星期一) 上午9:12\n收件人: "张三"<z@qq.com>;\n主题: 提醒\n\n{quoted}'
    ),
    "outlook-en": (
        "________________________________\nFrom: The Bank <help@bank.example>\n"
        "Sent: Monday, 2 March 2026 09:12\nTo: Z <z@mail.example>\nSubject: hello\n\n{quoted}"
    ),
    "outlook-zh": (
        "发件人: 某银行 <help@bank.example>\n发送时间: 2026年3月2日 9:12\n"
        "收件人: 张三 <z@mail.example>\n主题: 提醒\n\n{quoted}"
    ),
    "outlook-bold": "*From:* The Bank\n*Sent:* Monday\n*To:* Z\n*Subject:* hello\n\n{quoted}",
    "original": "-----Original Message-----\nFrom: The Bank\nSubject: hello\n\n{quoted}",
    "forwarded-zh": "---------- 转发邮件 ----------\n{quoted}",
    "foxmail": "原文：\n{quoted}",
    "wide-marks": "＞{quoted}",
    "signature": "发自我的iPhone\n\n> {quoted}",
    "signature-en": "Sent from my iPhone\n\n> {quoted}",
    "dashes": "-- \nZhang San",
}


@pytest.mark.parametrize("marker", MARKERS.values(), ids=MARKERS.keys())
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_programs_quote_is_left_out(marker: str, newline: str) -> None:
    whole = f"{SAID}\n\n{marker.format(quoted=QUOTED)}".replace("\n", newline)
    assert said_above_quote(whole) == SAID


def test_what_is_written_between_and_below_quotes_is_kept() -> None:
    whole = (
        "On Mon, 2 Mar 2026, The Bank wrote:\n> You owe 12.00\nNo, I paid on Friday.\n"
        "> Will you pay?\nPlease stop writing.\n"
    )
    assert said_above_quote(whole) == "No, I paid on Friday.\nPlease stop writing."


@pytest.mark.parametrize(
    "said",
    [
        "From: what I understand, this is paid.",
        "发件人不是我，你们弄错了。",
        "我在上海工作，每月还 500 元：可以吗？",
        "On Friday I can pay.",
        "- I lost my job\n- I am ill",
    ],
)
def test_words_that_only_look_like_a_marker_are_kept(said: str) -> None:
    assert said_above_quote(said) == said


def test_of_a_page_without_plain_text_only_the_writers_words_are_read() -> None:
    page = (
        "From: z@mail.example\nContent-Type: text/html; charset=gb2312\n\n"
        "<html><head><style>p{{}}</style></head><body><p>别再<b>联系</b>我</p><p>谢谢&amp;再见</p>"
        '<div class="gmail_quote">某银行写道：<blockquote>应还 100 元</blockquote></div></body>'
    )
    opened = open_letter(letter(page, charset="gb18030"))
    assert opened is not None
    assert words_in(opened) == "别再联系我\n\n谢谢&再见"


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)",
        "Precedence: bulk",
        "List-Id: <news.example>",
        "X-Autoreply: yes",
        "Return-Path: <>",
        "Subject: Automatic reply: hello",
        "Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSN?=: hello",
        "Subject: Out of Office: hello",
    ],
)
def test_what_a_program_answers_by_itself_is_known(header: str) -> None:
    opened = open_letter(f"From: z@mail.example\r\n{header}\r\n\r\nSTOP 停止".encode())
    assert opened is not None
    assert is_automatic(opened)


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: no", "Subject: Re: hello", "Subject: 外出打工"]
)
def test_what_a_person_answers_is_not_taken_for_a_programs(header: str) -> None:
    opened = open_letter(f"From: z@mail.example\r\n{header}\r\n\r\nSTOP".encode())
    assert opened is not None
    assert not is_automatic(opened)


def test_an_answer_with_text_and_page_is_read_once() -> None:
    opened = open_letter(letter(letters.ANSWER))
    assert opened is not None
    assert words_in(opened) == "请不要再发邮件给我。"


PLAIN = st.text(alphabet="我会还款停止 abcdefg,。!?", min_size=1, max_size=60).filter(str.strip)


@given(PLAIN, st.lists(PLAIN, max_size=6), st.sampled_from(list(MARKERS)))
def test_no_quoted_line_is_ever_taken_for_the_writers(
    said: str, quoted: list[str], marker: str
) -> None:
    marked = MARKERS[marker].format(quoted="\n> ".join(["MARK", *(f"MARK{q}" for q in quoted)]))
    found = said_above_quote(f"{said}\n\n{marked}")
    assert "MARK" not in found
    assert said.strip().split("\n")[0].strip() in found


@given(st.text(max_size=400))
def test_taking_quotes_away_twice_changes_nothing_more(text: str) -> None:
    once = said_above_quote(text)
    assert set(once) <= set(text.replace("\r", "\n").replace("\u00a0", " ")) | {"\n"}
    assert len(once) <= len(text)
