"""From which address does a request come, and what of it may be made up?"""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from threshold.config import environment
from threshold.core.clients import UNKNOWN, client_address

MADE_UP, REAL, OUTER, INNER = "198.51.100.7", "203.0.113.9", "192.0.2.2", "192.0.2.1"


def address(**meta: str) -> str:
    return client_address(RequestFactory().get("/", **meta))


def forwarded(*entries: str) -> str:
    return address(REMOTE_ADDR=INNER, HTTP_X_FORWARDED_FOR=", ".join(entries))


def test_without_a_proxy_nothing_forwarded_is_believed(settings):
    settings.PROXIES_IN_FRONT = 0
    assert forwarded(MADE_UP) == INNER


def test_behind_one_proxy_its_own_entry_is_believed_and_none_before_it(settings):
    settings.PROXIES_IN_FRONT = 1
    assert forwarded(MADE_UP, REAL) == forwarded("1.1.1.1", MADE_UP, REAL) == forwarded(REAL) == REAL
    assert address(REMOTE_ADDR=INNER) == INNER


def test_behind_two_proxies_the_outer_one_says_who_it_was(settings):
    settings.PROXIES_IN_FRONT = 2
    assert forwarded(MADE_UP, REAL, OUTER) == forwarded(REAL, OUTER) == REAL
    # Somebody who came past the outer one is who the inner one says, not who they say.
    assert forwarded(REAL) == REAL


def test_an_ipv6_household_is_one(settings):
    settings.PROXIES_IN_FRONT = 0
    assert address(REMOTE_ADDR="2001:db8::1") == address(REMOTE_ADDR="2001:db8::ffff") == "2001:db8::/64"
    assert address(REMOTE_ADDR="fe80::1%eth0") == "fe80::/64"
    assert address(REMOTE_ADDR="::ffff:203.0.113.9") == REAL


@pytest.mark.parametrize("entry", ["203.0.113.9:50123", "[2001:db8::1]:50123", "[2001:db8::1]"])
def test_a_port_is_not_part_of_it(settings, entry):
    settings.PROXIES_IN_FRONT = 1
    assert forwarded(MADE_UP, entry) in (REAL, "2001:db8::/64")


@pytest.mark.parametrize("nonsense", ["", "not an address", "1.2.3.4.5", "[", "\u0664\u0664.1.1.1"])
def test_nonsense_is_one_address(nonsense, settings):
    settings.PROXIES_IN_FRONT = 1
    assert address(REMOTE_ADDR="", HTTP_X_FORWARDED_FOR=nonsense) == UNKNOWN


@pytest.mark.parametrize(("value", "number"), [("", 0), ("no", 0), ("yes", 1), ("Yes", 1), ("0", 0), ("2", 2)])
def test_the_setting_is_yes_no_or_a_number(monkeypatch, value, number):
    monkeypatch.setenv("THRESHOLD_BEHIND_PROXY", value)
    assert environment.proxies_in_front() == number


@pytest.mark.parametrize("value", ["true", "-1", "on", "1.5"])
def test_anything_else_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("THRESHOLD_BEHIND_PROXY", value)
    with pytest.raises(SystemExit, match="Use yes, no, or the number"):
        environment.proxies_in_front()
