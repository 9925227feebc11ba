"""The page of the measured speed judges what was measured, and says nothing of what was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[3] / "bench"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The page as it is written of results, line by line."""
    monkeypatch.syspath_prepend(str(BENCH))
    import returns_page

    monkeypatch.setattr(returns_page, "PAGE", tmp_path / "page.md")

    def written(**more: Any) -> list[str]:
        found = {
            "on": "2026-12-01", "cores": 2, "load": [1.0, 1.0], "packages": {}, "cases": [], "start": took(0.2), **more,
        }  # fmt: skip
        returns_page.write(found)
        text: str = returns_page.PAGE.read_text()
        return text.splitlines()

    return written


def took(seconds: float) -> dict[str, float]:
    return {"wall": seconds, "processor": seconds, "memory_mb": 100}


def test_what_ten_times_the_children_cost_is_not_shown_before_it_was_measured(page):
    assert not [line for line in page() if "Ten times" in line]


def test_ten_times_the_children_may_cost_eleven_times_the_time(page):
    sizes = [
        {"children": 1_000, "looked_after": 500, "cin": took(0.4), "ssda903": took(0.5), "made": took(2.0)},
        {"children": 10_000, "looked_after": 5_000, "cin": took(0.8), "ssda903": took(5.5), "made": took(22.2)},
    ]
    lines = page(growth={"on": "2026-12-01", "load": [1.0, 1.0], "start": took(0.2), "sizes": sizes})
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if " 10,000 " in line]
    (ssda903,) = (line for line in lines if " 5,000 " in line)
    assert [row[1:] for row in rows if "census" in row[0]] == [["10,000", "0.80", "100", "2.0, met", "3.0"]]
    assert [row[1:] for row in rows if "synthesise" in row[0]] == [["10,000", "22.20", "100", "11.1, short", "12.2"]]
    assert "| 11.0, met | 17.7 |" in ssda903
