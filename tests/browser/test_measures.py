"""The drawings in a real browser: shown at both widths, and nothing that the page's security policy blocks."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

import some_statistics

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_measure_is_drawn_beside_its_table(door: Any, page: Any, sign_in: Any, axe: Any, width: int) -> None:
    some_statistics.bring_in(timezone.now())
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, door.manager)
    complaints.clear()
    page.goto("/measures/FD05")
    drawn = page.locator("picture img")
    assert drawn.count() == 2
    for number in range(2):
        one = drawn.nth(number)
        assert one.evaluate("image => image.complete && image.naturalWidth") >= 300
        assert one.get_attribute("alt")
        # What is drawn for a telephone is chosen there, so that its words stay readable.
        shown, natural = one.evaluate("image => [image.clientWidth, image.naturalWidth]")
        assert shown / natural > 0.9
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    axe(page)
