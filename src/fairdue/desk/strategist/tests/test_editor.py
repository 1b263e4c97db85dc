"""Proposals in the browser: a draft changed cell by cell, submitted, approved, activated."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.people.models import Role, Staff
from fairdue.strategy.models import Proposal, ProposalState
from fairdue.strategy.queries import activations, parse, table_of_file, tables_in_use
from fairdue.strategy.queries.documents import document_in, text_digest, write

SOON = datetime.fromisoformat("2026-03-10T11:30:00+08:00")
REMIND_EARLY = 11
"""The place of the row, from 0."""


@pytest.fixture
def xu(as_role: SignIn) -> Client:
    return as_role(Role.STRATEGIST)


@pytest.fixture
def gao(team: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Staff.objects.create(username="gao", role=Role.STRATEGIST))
    return client


@pytest.fixture
def draft(xu: Client) -> Proposal:
    begun = xu.post(reverse("proposal-start"))
    proposal = Proposal.objects.get()
    assert begun.url == reverse("proposal", args=[proposal.pk])  # type: ignore[attr-defined]
    return proposal


def kept(draft: Proposal) -> dict[str, Any]:
    draft.refresh_from_db()
    return document_in(draft.text)


def change(client: Client, draft: Proposal, page: str, **values: object) -> HttpResponse:
    draft.refresh_from_db()
    data = {"seen": text_digest(draft.text), **values}
    return client.post(reverse(page, args=[draft.pk]), data)  # type: ignore[return-value]


def step(client: Client, draft: Proposal, name: str, **values: object) -> str:
    answer = client.post(reverse("proposal-step", args=[draft.pk, name]), values, follow=True)
    return str(answer.content.decode())


def submitted(client: Client, draft: Proposal) -> None:
    change(client, draft, "proposal-cell", place=REMIND_EARLY, field="days_past_due", value="<=9")
    assert "Submitted." in step(client, draft, "submit", note="Call sooner.")


def test_a_cell_is_saved_as_it_is_typed_and_marked_as_changed(xu: Client, draft: Proposal) -> None:
    values = {"place": REMIND_EARLY, "field": "days_past_due", "value": ">= 3 & <= 9"}
    answer = change(xu, draft, "proposal-cell", **values)
    assert answer["HX-Trigger"] == "edited"
    page = answer.content.decode()
    assert "3–9" in page and "changed" in page
    assert text_digest(Proposal.objects.get().text) in page, "the next change builds on this one"
    assert kept(draft)["rows"][REMIND_EARLY]["when"]["days_past_due"] == {
        "at_least": 3,
        "at_most": 9,
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("days_past_due", "late", "is not understood"),
        ("past_due", "≥ 500", "no amount with its currency"),
        ("bucket", "> 4 & < 5", "no value of bucket meets"),
    ],
)
def test_a_cell_that_cannot_be_taken_says_why_and_keeps_what_was_typed(
    xu: Client, draft: Proposal, field: str, value: str, message: str
) -> None:
    before = draft.text
    answer = change(xu, draft, "proposal-cell", place=REMIND_EARLY, field=field, value=value)
    assert answer.status_code == 422
    page = answer.content.decode().replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    assert message in page and re.search(f'(?:value="|>){re.escape(value)}["<]', page)
    draft.refresh_from_db()
    assert draft.text == before


def test_a_change_built_on_an_older_text_is_refused_in_words(xu: Client, draft: Proposal) -> None:
    change(xu, draft, "proposal-cell", place=0, field="then", value="leave")
    answer = change(xu, draft, "proposal-cell", place=0, field="then", value="call", seen="older")
    assert answer.status_code == 422
    assert "was changed meanwhile" in answer.content.decode()
    assert kept(draft)["rows"][0]["then"] == "leave"


def test_rows_and_columns_are_put_in_and_taken_out(xu: Client, draft: Proposal) -> None:
    first = kept(draft)["rows"][0]["id"]
    change(xu, draft, "proposal-rows", op="down", place=0)
    assert kept(draft)["rows"][1]["id"] == first
    answer = change(xu, draft, "proposal-rows", op="copy", place=1)
    assert 'data-focus-place="2"' in answer.content.decode()
    change(xu, draft, "proposal-rows", op="remove", place=0)
    assert kept(draft)["rows"][0]["id"] == first
    shown = change(xu, draft, "proposal-columns", op="add", input="total_owed").content.decode()
    assert 'data-field="total_owed"' in shown and 'name="more" value="total_owed"' in shown
    change(xu, draft, "proposal-columns", op="remove", input="bucket")
    assert all("bucket" not in row.get("when", {}) for row in kept(draft)["rows"])


def test_a_table_that_does_not_work_says_so_at_the_row_and_is_not_submitted(
    xu: Client, draft: Proposal
) -> None:
    change(xu, draft, "proposal-cell", place=0, field="why.zh", value="")
    page = xu.get(reverse("proposal", args=[draft.pk])).content.decode()
    assert "Say why in Chinese." in page
    checks = xu.get(reverse("proposal-checks", args=[draft.pk])).content.decode()
    assert "Does not work yet" in checks and "Row 1" in checks
    assert "does not work yet" in step(xu, draft, "submit", note="Why not.")


def test_rows_in_vain_are_named_with_examples(xu: Client, draft: Proposal) -> None:
    change(xu, draft, "proposal-rows", op="copy", place=0)
    checks = xu.get(reverse("proposal-checks", args=[draft.pk])).content.decode()
    assert "protect-vulnerable-2 is never reached" in checks
    change(xu, draft, "proposal-rows", op="remove", place=1)
    checks = xu.get(reverse("proposal-checks", args=[draft.pk])).content.decode()
    assert "never reached" not in checks and "Rows that overlap" in checks


def test_a_large_table_is_looked_through_when_asked_for(
    xu: Client, draft: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairdue.desk.strategist.views.editor.ROWS_LOOKED_THROUGH_MAX", 3)
    checks = reverse("proposal-checks", args=[draft.pk])
    assert "Rows that overlap" not in (waiting := xu.get(checks).content.decode())
    assert f"{checks}?all=1" in waiting
    assert "Rows that overlap" in xu.get(checks, {"all": "1"}).content.decode()


def test_the_text_is_changed_as_a_whole_and_refused_where_it_is_no_table(
    xu: Client, draft: Proposal
) -> None:
    document = document_in(draft.text)
    document["rows"].pop(0)
    answer = change(xu, draft, "proposal-text", text=write(document).replace("\n", "\r\n"))
    assert answer.status_code == 302
    assert kept(draft) == document
    refused = change(xu, draft, "proposal-text", text="rows: none")
    assert refused.status_code == 422
    assert "needs a list of rows" in refused.content.decode()
    assert "rows: none" in refused.content.decode(), "what was typed is not lost"
    file = xu.get(reverse("proposal-download", args=[draft.pk, "yaml"]))
    draft.refresh_from_db()
    assert file.content.decode() == draft.text
    assert "attachment" in file["Content-Disposition"]
    assert xu.get(reverse("proposal-download", args=[draft.pk, "pdf"])).status_code == 404


def test_a_table_goes_to_another_tool_as_dmn_and_comes_back(xu: Client, draft: Proposal) -> None:
    sent = xu.get(reverse("proposal-download", args=[draft.pk, "dmn"])).content
    assert b"decisionTable" in sent
    change(xu, draft, "proposal-cell", place=0, field="then", value="leave")
    answer = change(xu, draft, "proposal-text", file=SimpleUploadedFile("back.dmn", sent))
    assert answer.status_code == 302
    rows = [(row.id, set(row.conditions), row.why) for row in table_of_file().table.rows]
    assert [(row.id, set(row.conditions), row.why) for row in parse(kept_text(draft)).rows] == rows
    assert "exactly as the one in use" in step(xu, draft, "submit", note="No change.")
    broken = SimpleUploadedFile("broken.dmn", b"<definitions/>")
    refused = change(xu, draft, "proposal-text", file=broken).content.decode()
    assert "The file can" in refused and "DMN" in refused
    change(xu, draft, "proposal-cell", place=0, field="why.en", value="")
    page = xu.get(reverse("proposal-download", args=[draft.pk, "dmn"]), follow=True)
    assert "as DMN" in page.content.decode() and "needs a text" in page.content.decode()


def test_what_is_wrong_with_a_table_is_said_in_the_readers_language(
    xu: Client, draft: Proposal
) -> None:
    chinese = {"accept-language": "zh-hans"}

    def answer(content: str | bytes) -> str:
        data = (
            {"text": content}
            if isinstance(content, str)
            else {"file": SimpleUploadedFile("a.dmn", content)}
        )
        data |= {"seen": text_digest(draft.text)}
        page = xu.post(reverse("proposal-text", args=[draft.pk]), data, headers=chinese)
        return str(page.content.decode())

    assert "无法读取：不是有效的YAML：第2行" in answer("rows:\n\t- id: x")
    assert "须在“rows”下列出各行" in answer("rows: none")
    assert "无法读取文件：不是有效的XML：第1行" in answer(b"<definitions")
    assert "无法读取文件：这不是DMN文件" in answer(b"<definitions/>")
    document = document_in(draft.text)
    document["title"] = {"en": "Only English"}
    change(xu, draft, "proposal-text", text=write(document))
    said = "title：须同时填写中英文"
    for page in ("proposal-checks", "proposal-download"):
        where = [draft.pk, "dmn"] if page == "proposal-download" else [draft.pk]
        seen = xu.get(reverse(page, args=where), headers=chinese, follow=True)
        assert said in seen.content.decode()
    refused = xu.post(
        reverse("proposal-step", args=[draft.pk, "submit"]),
        {"note": "试。"},
        headers=chinese,
        follow=True,
    )
    assert "决策表尚不可用：" + said in refused.content.decode()
    data = {
        "place": 0,
        "field": "bucket",
        "value": "> 4 & < 5",
        "seen": text_digest(kept_text(draft)),
    }
    cell = xu.post(reverse("proposal-cell", args=[draft.pk]), data, headers=chinese)
    assert "没有任何账龄段（bucket）取值" in cell.content.decode()


def kept_text(draft: Proposal) -> str:
    draft.refresh_from_db()
    return draft.text


def test_a_file_becomes_a_draft(xu: Client, draft: Proposal) -> None:
    document = document_in(draft.text)
    document["rows"].pop(0)
    file = SimpleUploadedFile("other.yaml", write(document).encode())
    answer = xu.post(reverse("proposal-start"), {"file": file}, follow=True)
    assert "Taken out:" in answer.content.decode()
    for content, message in ((b"\xff\xfe", "not UTF-8"), (b"a: 1", "list of rows")):
        bad = SimpleUploadedFile("bad.yaml", content)
        answer = xu.post(reverse("proposal-start"), {"file": bad}, follow=True)
        assert message in answer.content.decode()


def test_the_second_person_approves_and_the_version_goes_live(
    xu: Client, gao: Client, draft: Proposal
) -> None:
    submitted(xu, draft)
    page = xu.get(reverse("proposal", args=[draft.pk])).content.decode()
    assert "somebody else has to approve it" in page
    assert reverse("proposal-step", args=[draft.pk, "approve"]) not in page
    assert "somebody else has to approve it" in step(xu, draft, "approve")
    assert "you may approve it" in gao.get(reverse("strategy")).content.decode()
    assert "Approved. It is not live yet" in step(gao, draft, "approve", note="Good.")
    assert "Activated." in step(gao, draft, "activate", when="now")
    page = gao.get(reverse("strategy")).content.decode()
    assert "What was live when" in page and "The file of the rule packs says" in page
    assert tables_in_use(SOON).proposal_id == draft.pk


def test_an_activation_may_begin_later_and_be_cancelled(
    xu: Client, gao: Client, draft: Proposal
) -> None:
    submitted(xu, draft)
    step(gao, draft, "approve")
    assert "moment is over" in step(
        gao, draft, "activate", when="later", starts_at="2026-03-01T08:00"
    )
    step(gao, draft, "activate", when="later", starts_at="2026-03-11T08:00")
    page = gao.get(reverse("strategy")).content.decode()
    assert "To go live" in page and "tomorrow 08:00" in page
    number = re.search(r"activations/(\d+)/cancel", page)
    assert number
    answer = gao.post(reverse("activation-cancel", args=[number.group(1)]), follow=True)
    assert "the table in use stays" in answer.content.decode()


def test_a_proposal_left_behind_is_brought_up_to_date_before_it_goes_on(
    xu: Client, gao: Client, draft: Proposal
) -> None:
    xu.post(reverse("proposal-start"))
    late = Proposal.objects.exclude(pk=draft.pk).get()
    submitted(xu, draft)
    step(gao, draft, "approve")
    step(gao, draft, "activate", when="now")
    page = xu.get(reverse("proposal", args=[late.pk])).content.decode()
    assert "Another version went live meanwhile" in page
    assert 'data-open="submit"' not in page
    change(xu, late, "proposal-cell", place=0, field="then", value="leave")
    assert "Hold it against the new one first" in step(xu, late, "submit", note="More.")
    step(xu, late, "renew")
    assert kept(late)["rows"][REMIND_EARLY]["when"]["days_past_due"] == {"at_most": 9}
    assert kept(late)["rows"][0]["then"] == "leave"
    assert "Submitted." in step(xu, late, "submit", note="More.")


def test_going_back_needs_a_reason_and_one_person(xu: Client, gao: Client, draft: Proposal) -> None:
    submitted(xu, draft)
    step(gao, draft, "approve")
    step(gao, draft, "activate", when="now")
    [activated] = activations()
    page = reverse("table-version", args=[activated.replaces_id])
    assert "Go back to this version" in xu.get(page).content.decode()
    back = reverse("version-back", args=[activated.replaces_id])
    assert "Say why" in xu.post(back, {"note": ""}, follow=True).content.decode()
    assert "live again" in xu.post(back, {"note": "Harm."}, follow=True).content.decode()
    assert "Gone back to:" in xu.get(reverse("strategy")).content.decode()


def test_what_was_rejected_is_read_with_its_reason_and_gone_on_from(
    xu: Client, gao: Client, draft: Proposal
) -> None:
    submitted(xu, draft)
    step(gao, draft, "reject", note="Too many calls.")
    page = xu.get(reverse("proposal", args=[draft.pk])).content.decode()
    assert "Too many calls." in page and "Go on from here" in page
    xu.post(reverse("proposal-start"), {"continues": draft.pk})
    draft.refresh_from_db()
    assert Proposal.objects.filter(state=ProposalState.DRAFT).get().text == draft.text


@pytest.mark.parametrize("role", [Role.LEAD, Role.COMPLIANCE])
def test_readers_see_the_table_but_no_way_to_change_it(
    as_role: SignIn, draft: Proposal, role: Role
) -> None:
    reader = as_role(role)
    page = reader.get(reverse("proposal", args=[draft.pk])).content.decode()
    assert "remind-early" in page and "data-editable" not in page
    assert change(reader, draft, "proposal-cell", place=0, field="then").status_code == 403
    assert change(reader, draft, "proposal-text", text="rows: []").status_code == 422


@pytest.mark.parametrize("page", ["proposal", "proposal-text"])
def test_pages_of_a_proposal_speak_chinese_and_know_what_is_missing(
    xu: Client, draft: Proposal, page: str
) -> None:
    answer = xu.get(reverse(page, args=[draft.pk]), headers={"accept-language": "zh-hans"})
    assert answer.status_code == 200 and "提案" in answer.content.decode()
    assert xu.get(reverse(page, args=[4711])).status_code == 404
    assert xu.get(reverse("table-version", args=[4711])).status_code == 404
