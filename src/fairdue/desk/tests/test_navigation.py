"""Each role sees its own pages, each page stands in one group, and every link leads somewhere."""

from __future__ import annotations

import pytest
from django.test import Client

from fairdue.contact.tests.records import a_member
from fairdue.desk.navigation import GROUPS
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_every_page_offered_to_a_role_opens_and_knows_where_it_is(role: Role) -> None:
    client = Client()
    client.force_login(a_member(role))
    offered = [page for group in GROUPS for page in group.pages if role in page.roles]
    assert offered
    for page in offered:
        answer = client.get(page.url)
        assert answer.status_code == 200, page.name
        navigation = answer.context["navigation"]
        assert [link.current for link in navigation.bar].count(True) == 1, page.name
        if navigation.row:
            [here] = [link for link in navigation.row if link.current]
            assert here.url == page.url


def test_no_page_stands_in_two_groups() -> None:
    names = [page.name for group in GROUPS for page in group.pages]
    assert len(names) == len(set(names))
