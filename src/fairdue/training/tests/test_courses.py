"""Courses of one's own: written, approved by two others, live."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest

from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.training.actions import courses
from fairdue.training.actions.shipped import install_shipped
from fairdue.training.models import CourseState, CourseVersion

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)


@pytest.fixture
def people() -> dict[str, Staff]:
    install_shipped(at=AT)
    roles = {"writer": Role.LEAD, "lead": Role.LEAD, "two": Role.LEAD, "he": Role.COMPLIANCE}
    return {name: Staff.objects.create(username=name, role=role) for name, role in roles.items()}


def a_draft(people: dict[str, Staff]) -> CourseVersion:
    draft = courses.start_version("wording", staff=people["writer"], at=AT)
    content = copy.deepcopy(draft.content)
    content["lessons"][0]["title"]["en"] = "Only what is true"
    return courses.edit_version(
        draft.pk, content=content, seen=draft.digest, note="clearer", staff=people["writer"], at=AT
    )


def test_two_others_make_a_version_live_a_compliance_officer_among_them(
    people: dict[str, Staff],
) -> None:
    draft = a_draft(people)
    courses.submit_version(draft.pk, staff=people["writer"], at=AT)
    with pytest.raises(Refused, match="others have to decide"):
        courses.approve_version(draft.pk, staff=people["writer"], at=AT)
    courses.approve_version(draft.pk, staff=people["lead"], at=AT)
    with pytest.raises(Refused, match="already"):
        courses.approve_version(draft.pk, staff=people["lead"], at=AT)
    with pytest.raises(Refused, match="compliance officer"):
        courses.approve_version(draft.pk, staff=people["two"], at=AT)
    courses.approve_version(draft.pk, staff=people["he"], at=AT)
    live = CourseVersion.objects.get(course__code="wording", state=CourseState.LIVE)
    assert (live.pk, live.number) == (draft.pk, 2)
    assert install_shipped(at=AT) == 0


def test_a_draft_says_what_is_wrong_and_takes_no_stale_change(people: dict[str, Staff]) -> None:
    draft = a_draft(people)
    bad = copy.deepcopy(draft.content)
    bad["rules"] = ["CN-NONE-01"]
    with pytest.raises(Refused, match="CN-NONE-01"):
        courses.edit_version(
            draft.pk, content=bad, seen=draft.digest, note="", staff=people["writer"], at=AT
        )
    with pytest.raises(Refused, match="changed meanwhile"):
        courses.edit_version(
            draft.pk, content=draft.content, seen="old", note="", staff=people["writer"], at=AT
        )
    with pytest.raises(Refused, match="on its way"):
        courses.start_version("wording", staff=people["lead"], at=AT)


def test_a_refused_version_goes_no_further(people: dict[str, Staff]) -> None:
    draft = a_draft(people)
    courses.submit_version(draft.pk, staff=people["writer"], at=AT)
    courses.refuse_version(draft.pk, staff=people["he"], at=AT)
    with pytest.raises(Refused, match="another way"):
        courses.approve_version(draft.pk, staff=people["he"], at=AT)
    assert courses.start_version("wording", staff=people["lead"], at=AT).number == 3
