"""What is a return code?"""

from __future__ import annotations

from threshold.portal.visits import Visit


def test_a_code_is_shown_in_threes_and_names_its_drafts_only_by_a_hash():
    visit = Visit("K7QX2M9AHD4T")
    assert visit.shown_code == "K7QX-2M9A-HD4T"
    assert "K7QX" not in visit.owner
    assert len(visit.owner) <= 80
    assert visit.submission_key == Visit("K7QX2M9AHD4T").submission_key != Visit("K7QX2M9AHD4V").submission_key
