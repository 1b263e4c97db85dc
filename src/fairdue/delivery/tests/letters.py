"""Letters as they really come in: reports of several makes, old bounces, answers. For tests."""

from __future__ import annotations

REPORT = """\
From: MAILER-DAEMON@relay.test (Mail Delivery System)
To: {to}
Subject: {subject}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

This is the mail system. Text for people.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.test
{about}
Final-Recipient: rfc822; somebody@mail.example
Action: {action}
Status: {status}
{diagnostic}
--b1
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: hello

--b1--
"""

GMAIL = """\
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: {to}
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
Content-Type: multipart/report; boundary="g"; report-type=delivery-status

--g
Content-Type: multipart/related; boundary="r"

--r
Content-Type: text/plain; charset="UTF-8"

** Address not found **

--r--

--g
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Mon, 02 Mar 2026 01:12:00 -0800 (PST)

Final-Recipient: rfc822; somebody@mail.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.mail.example. (203.0.113.9, the server for the domain.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please
 try double-checking the recipient's email address for typos
Last-Attempt-Date: Mon, 02 Mar 2026 01:12:01 -0800 (PST)

--g
Content-Type: message/rfc822

Message-ID: <one@bank.example>
Subject: hello

words

--g--
"""

EXCHANGE = """\
From: <postmaster@corp.example>
To: {to}
Subject: Undeliverable: hello
Content-Type: multipart/report; report-type=delivery-status; boundary="e"

--e
Content-Type: text/html; charset="us-ascii"

<p>Your message couldn't be delivered.</p>

--e
Content-Type: message/delivery-status

Reporting-MTA: dns;corp.example

Final-recipient: RFC822;somebody@corp.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp;550 5.2.1 mailbox disabled, not accepting messages

--e--
"""

QQ = """\
From: PostMaster@qq.com
To: {to}
Subject: =?gb18030?B?wLTX1HFxLmNvbbXEzcvQxQ==?=
Content-Type: text/html; charset=gb18030
Content-Transfer-Encoding: 8bit

<p>很抱歉，您发送的邮件没有成功投递。</p><p>host mx.mail.example said:
550 Mailbox not found. http://service.mail.qq.com/ (in reply to RCPT TO command)</p>
"""

QMAIL = """\
From: MAILER-DAEMON@old.example
To: {to}
Subject: failure notice

Hi. This is the qmail-send program at old.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<somebody@old.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <bounces@bank.example>
Message-ID: <one@bank.example>
Subject: hello 4.4.1
"""

SENDMAIL_DELAY = """\
From: Mail Delivery Subsystem <MAILER-DAEMON@old.example>
To: {to}
Subject: Warning: could not send message for past 4 hours

    **********************************************
    **      THIS IS A WARNING MESSAGE ONLY      **
    **********************************************
Deferred: 451 4.4.1 reply: read error from mx.mail.example.
Warning: message still undelivered after 4 hours
Will keep trying until message is 5 days old
"""

OUT_OF_OFFICE = """\
From: Zhang San <zhang.san@mail.example>
To: {to}
Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSN?=: hello
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

I am away until Monday. To stop receiving these, reply STOP. 停止
"""

ANSWER = """\
From: =?utf-8?B?5byg5LiJ?= <Zhang.San@mail.example>
To: answers@bank.example
Subject: Re: hello
Message-ID: <answer-1@mail.example>
In-Reply-To: {message_id}
Content-Type: multipart/alternative; boundary="a"

--a
Content-Type: text/plain; charset=utf-8

请不要再发邮件给我。

在 2026-03-02 09:12:01，"某银行" <help@bank.example> 写道：
> 您好，本期应还 1,200.00 元
--a
Content-Type: text/html; charset=utf-8

<div>请不要再发邮件给我。</div><blockquote>您好</blockquote>
--a--
"""


def report(
    to: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    subject: str = "Undelivered Mail Returned to Sender",
    envelope_id: str = "",
    message_id: str = "<one@bank.example>",
    diagnostic: str = "",
) -> bytes:
    """A report as postfix writes it."""
    return (
        REPORT.format(
            to=to,
            action=action,
            status=status,
            subject=subject,
            about=f"Original-Envelope-Id: {envelope_id}\n" if envelope_id else "",
            message_id=message_id,
            diagnostic=f"Diagnostic-Code: {diagnostic}\n" if diagnostic else "",
        )
        .replace("\n", "\r\n")
        .encode()
    )


def letter(template: str, *, to: str = "", message_id: str = "", charset: str = "utf-8") -> bytes:
    """Any other, with whom it is to and what it answers filled in."""
    text = template.format(to=to, message_id=message_id)
    return text.replace("\n", "\r\n").encode(charset)
