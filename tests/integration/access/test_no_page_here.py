"""What does somebody see who opens, as a page, an address that only takes a sent form?"""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_it_says_so_and_where_to_go(make_user, pack):
    client = Client()
    client.force_login(make_user("edt"))
    response = client.get("/shifts/start")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "There is no page here" in response.content.decode()
