"""From which address does a request come, and what is a return code?"""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from threshold.portal import limits
from threshold.portal.visits import Visit


def address(**meta: str) -> str:
    return limits.address_of(RequestFactory().get("/worried", **meta))


def test_a_forwarded_address_is_believed_only_behind_a_proxy(settings):
    forged = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7, 203.0.113.9"}
    settings.BEHIND_PROXY = False
    assert address(**forged) == "192.0.2.1"
    settings.BEHIND_PROXY = True
    assert address(**forged) == "203.0.113.9"  # the proxy's own entry, not what the client put before it
    assert address(REMOTE_ADDR="192.0.2.1") == "192.0.2.1"


def test_an_ipv6_household_is_one(settings):
    settings.BEHIND_PROXY = False
    assert address(REMOTE_ADDR="2001:db8::1") == address(REMOTE_ADDR="2001:db8::ffff") == "2001:db8::/64"


@pytest.mark.parametrize("nonsense", ["", "not an address", "192.0.2.1:80"])
def test_nonsense_is_one_address(nonsense, settings):
    settings.BEHIND_PROXY = True
    assert address(REMOTE_ADDR="", HTTP_X_FORWARDED_FOR=nonsense) == "unknown"


def test_a_code_is_shown_in_threes_and_names_its_drafts_only_by_a_hash():
    visit = Visit("K7QX2M9AHD4T")
    assert visit.shown_code == "K7QX-2M9A-HD4T"
    assert "K7QX" not in visit.owner
    assert len(visit.owner) <= 80
    assert visit.submission_key == Visit("K7QX2M9AHD4T").submission_key != Visit("K7QX2M9AHD4V").submission_key
