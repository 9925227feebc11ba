"""A draft's token in other hands, an account closed or a role ended in the middle of work, a key planted beforehand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from a_family import Family, filled, standing, text_of
from threshold.access import actions
from threshold.access.models import User
from threshold.core.models import Draft
from threshold.people.models import PersonName


def test_a_drafts_token_lets_somebody_else_neither_read_nor_send_as_its_owner(
    family: Family, signed_in: Callable[..., Client]
) -> None:
    mine, theirs = signed_in(family.officer), signed_in(family.manager)
    url = family.page("/names/add")
    sent = filled(mine, url, kind="alias", given_name="Quillfeather", family_name="Testcase")
    mine.post("/drafts/save", sent)
    assert Draft.objects.get().owner == f"user:{family.officer.pk}"
    page = standing(theirs.get(url))
    assert page["given_name"] == ""
    answer = theirs.post(url, page | {"draft_token": sent["draft_token"], "given_name": "Q" * 500})
    assert "Quillfeather" not in text_of(answer)
    theirs.post(url, page | {"draft_token": sent["draft_token"], "kind": "alias", "given_name": "Bobbie"})
    assert standing(mine.get(url))["given_name"] == "Quillfeather", "and their sending does not take mine away"


@pytest.mark.parametrize("what", ["closed", "role ended", "password reset"])
def test_the_next_request_after_somebody_is_put_out_does_nothing(
    family: Family, signed_in: Callable[..., Client], make_user: Callable[..., User], what: str
) -> None:
    administrator = make_user("administrator")
    client = signed_in(family.officer)
    url = family.page("/names/add")
    sent = filled(client, url, kind="alias", given_name="Bobbie", family_name="Testcase")
    if what == "closed":
        actions.deactivate_user(family.officer, by=administrator, now=family.now)
    elif what == "role ended":
        role = family.officer.memberships.get()
        actions.end_role(role, ends_on=None, by=administrator, now=family.now)
    else:
        actions.reset_password(family.officer, password="something-new-and-long", by=administrator, now=family.now)
    answer = client.post(url, sent)
    assert answer.status_code in (302, 403)
    if answer.status_code == 302:
        assert answer.url.startswith("/account/login")
    assert not PersonName.objects.filter(given_name="Bobbie").exists()
    assert "Robin" not in text_of(client.get(family.page(), follow=True))


def test_a_session_key_from_before_signing_in_is_worth_nothing(family: Family) -> None:
    """Somebody plants a session in a shared browser and waits for the next person to sign in."""
    client = Client()
    client.post("/worried")
    planted = client.session.session_key
    assert planted
    answer = client.post("/account/login/", {"login": family.officer.email, "password": "a long enough password"})
    assert answer.status_code == 302
    assert client.session.session_key != planted
    attacker = Client()
    attacker.cookies["sessionid"] = planted
    assert attacker.get("/my-day").status_code == 302
