"""Records of visits in a bundle: those signed off, word for word, with the files they name."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

import pytest

from fairdue.legal.actions.bundles.gathering import Asked, _visits
from fairdue.legal.models import Matter
from fairdue.visits.actions.signing_off import sign_off
from fairdue.visits.models import VisitRecord
from fairdue.visits.tests.phones import PNG, a_record, an_outing, written
from fairdue.visits.tests.records import a_lead, at


@pytest.mark.django_db
def test_a_signed_record_is_evidence_with_its_files_and_none_before() -> None:
    visit, phone = an_outing()
    record = a_record(visit, at(10, 20))
    for each in record["evidence"]:
        phone.sends("signature", PNG, visit, at(18), uuid=UUID(each["uuid"]))
    content = written(record)
    phone.hands_in(content, at(18))
    asked = Asked(
        matter=Matter(customer_id=visit.customer_id),
        language="zh-hans",
        as_of_at=at(20),
        last_entry=0,
        last_seal=0,
        made_by="tang",
        for_police=False,
    )
    assert not list(_visits(asked))
    row = VisitRecord.objects.get()
    lead = a_lead(visit.round.visit_team.team)  # type: ignore[union-attr]
    sign_off(record_id=row.pk, note="", staff=lead, at=at(19))
    first, *files = _visits(asked)
    assert first.content == content and first.sha256 == row.content_sha256
    assert [each.content for each in files] == [PNG, PNG]
    assert all(each.name.endswith(".png") for each in files)
    assert sha256(PNG).hexdigest() == files[0].sha256
