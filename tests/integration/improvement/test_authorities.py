"""Our own authority is there once, under the pack's name; an example is sealed for good."""

import pytest

from threshold.access.models import User
from threshold.core.errors import NotPermitted, Refused
from threshold.improvement import ours as our_own
from threshold.improvement.actions import authorities
from threshold.improvement.models import Authority

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return User.objects.service("worker_service")


def test_ours_is_kept_once_and_renamed_with_the_pack(pack, worker, now):
    our_own.keep(by=worker, now=now)
    our_own.keep(by=worker, now=now)
    ours = Authority.objects.get(is_ours=True)
    assert ours.name == "Severnshire County Council"
    authorities.name_ours(by=worker, now=now, name="Severnshire Council")
    assert list(Authority.objects.values_list("pk", "name")) == [(ours.pk, "Severnshire Council")]


def test_nobody_but_the_program_names_an_authority(pack, make_user, now):
    with pytest.raises(NotPermitted):
        authorities.name_ours(by=make_user("senior_leader"), now=now, name="Mine")


def test_an_example_is_sealed_once(pack, worker, now):
    example = authorities.add_example(
        by=worker, now=now, name="Exampleshire", slug="exampleshire", note="Public record"
    )
    authorities.seal_example(example, by=worker, now=now)
    with pytest.raises(Refused, match="cannot be changed"):
        authorities.seal_example(example, by=worker, now=now)
