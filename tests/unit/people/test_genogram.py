"""A genogram shows each person once, says the same in words, and survives whatever data it is given."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threshold.people.genogram import Bond, Home, Member, draw
from threshold.people.genogram_layout import PITCH, lay_out

SVG = "{http://www.w3.org/2000/svg}"
FAMILY = [
    Member("f", "John Taylor", "M", "1984"),
    Member("m", "Sarah Taylor", "F", "1986–2021", has_died=True),
    Member("a", "Oliver Taylor", "M", "2012"),
    Member("b", "Mia Taylor", "F", "2015", is_focus=True),
    Member("c", "Unborn baby", is_unborn=True),
    Member("d", "Alex"),
]
BONDS = [Bond("partner", "f", "m")] + [Bond("parent", p, c) for p in "fm" for c in "abc"]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own output


def texts(svg: str, tag: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter(SVG + tag)]


def test_symbols() -> None:
    root = parsed(draw(FAMILY, BONDS))
    shapes = {
        group.find(SVG + "title").text: [child.tag.removeprefix(SVG) for child in group]  # type: ignore[union-attr]
        for group in root.iter(SVG + "g")
    }
    assert shapes["John Taylor, 1984"].count("rect") == 1
    assert shapes["Sarah Taylor, 1986–2021"].count("polyline") == 2  # the cross
    assert shapes["Mia Taylor, 2015"].count("circle") == 2  # the double outline
    assert shapes["Unborn baby"].count("polygon") == 1
    assert shapes["Alex"].count("polygon") == 1


def test_it_is_an_image_with_a_title_and_a_description() -> None:
    root = parsed(draw(FAMILY, BONDS, title="Family of Mia", id_prefix="g1"))
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == ("g1-title", "g1-desc")
    description = next(root.iter(SVG + "desc")).text or ""
    assert description.startswith("6 people.")
    assert "John Taylor is a parent of Mia Taylor." in description


def test_no_inline_style_or_script() -> None:
    svg = draw(FAMILY, BONDS, [Home("12 Mill Lane", frozenset("fma"))])
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href", svg)


def test_text_is_escaped_and_stays_valid_xml() -> None:
    nasty = '<script>alert("1")</script> & \x00\ud800\x1b'
    svg = draw([Member("a", nasty, detail=nasty)], [], [Home(nasty, frozenset("a"))], title=nasty, id_prefix='"><b>')
    parsed(svg)
    assert "<script" not in svg


def test_long_text_is_cut_and_whole_in_the_title() -> None:
    name = "Bartholomew Wotherspoon-Featherstonehaugh-Cholmondeley"
    svg = draw([Member("a", name)], [])
    assert name in texts(svg, "title")
    assert name not in texts(svg, "text")
    assert all(len(text) <= 20 for text in texts(svg, "text"))


def test_a_partnership_that_has_ended_is_struck_through() -> None:
    ended = [Bond("partner", "f", "m", has_ended=True), *BONDS[1:]]
    assert draw(FAMILY, ended).count("<polyline") == draw(FAMILY, BONDS).count("<polyline") + 2
    assert "was the partner of" in draw(FAMILY, ended)


def test_a_household_is_one_dashed_line() -> None:
    svg = draw(FAMILY, BONDS, [Home("12 Mill Lane", frozenset("fmabc"))])
    assert len([p for p in parsed(svg).iter(SVG + "polygon") if p.get("stroke-dasharray")]) == 1
    assert "12 Mill Lane" in texts(svg, "text")


def test_generations_are_rows() -> None:
    people = [Member(key, key) for key in ("gm", "m", "step", "dad", "c", "half", "mil")]
    bonds = [
        Bond("parent", "gm", "m"),
        Bond("parent", "m", "c"),
        Bond("parent", "dad", "c"),
        Bond("partner", "m", "step"),
        Bond("partner", "m", "dad", has_ended=True),
        Bond("parent", "step", "half"),
        Bond("parent", "m", "half"),
        Bond("parent", "mil", "step"),
    ]
    rows = lay_out(people, bonds).row_of
    assert rows["gm"] == rows["mil"] == 0
    assert rows["m"] == rows["step"] == rows["dad"] == 1
    assert rows["c"] == rows["half"] == 2


def test_brothers_and_sisters_of_unknown_parents_hang_together() -> None:
    layout = lay_out([Member(k, k) for k in "abc"], [Bond("sibling", "a", "b"), Bond("sibling", "b", "c")])
    assert [union.children for union in layout.unions] == [["a", "b", "c"]]
    assert set(layout.row_of.values()) == {0}


def test_foster_carers_are_dashed() -> None:
    people = [Member("carer", "Margaret"), Member("child", "Ruby")]
    assert 'stroke-dasharray="7 5"' in draw(people, [Bond("carer", "carer", "child")])
    assert 'stroke-dasharray="7 5"' not in draw(people, [Bond("parent", "carer", "child")])


@pytest.mark.parametrize(
    "bonds",
    [
        [Bond("parent", "a", "b"), Bond("parent", "b", "a")],
        [Bond("parent", "a", "a"), Bond("partner", "b", "b")],
        [Bond("parent", "a", "b"), Bond("parent", "b", "c"), Bond("parent", "c", "a"), Bond("partner", "a", "c")],
        [Bond("parent", "a", "b"), Bond("partner", "a", "b"), Bond("sibling", "a", "b")],
        [Bond("parent", "a", "nobody")],
    ],
)
def test_bad_data_is_drawn_all_the_same(bonds: list[Bond]) -> None:
    assert len(list(parsed(draw([Member(k, k) for k in "abc"], bonds)).iter(SVG + "g"))) == 3


def test_nobody_at_all() -> None:
    parsed(draw([], []))


def test_forty_people_in_a_moment() -> None:
    people = [Member(str(n), f"Person {n}") for n in range(40)]
    bonds = [Bond("parent", str(n // 3), str(n)) for n in range(1, 40)]
    bonds += [Bond("partner", str(n), str(n + 1)) for n in range(20, 39)]
    started = time.monotonic()
    draw(people, bonds)
    assert time.monotonic() - started < 5


_KEYS = st.sampled_from("abcdefgh")
_BONDS = st.builds(Bond, st.sampled_from(["parent", "carer", "partner", "sibling"]), _KEYS, _KEYS, st.booleans())


@settings(max_examples=150, deadline=None)
@given(st.lists(_BONDS, max_size=14), st.lists(st.frozensets(_KEYS), max_size=3))
def test_everybody_stands_once_and_nobody_on_another(bonds: list[Bond], homes: list[frozenset[str]]) -> None:
    people = [Member(key, key.upper()) for key in "abcdefgh"]
    layout = lay_out(people, bonds)
    assert sorted(key for row in layout.rows for key in row) == list("abcdefgh")
    for row in layout.rows:
        places = [layout.x[key] for key in row]
        assert all(right - left >= PITCH for left, right in pairwise(places))
    parsed(draw(people, bonds, [Home("Home", keys) for keys in homes]))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_is_valid_xml(name: str, detail: str) -> None:
    parsed(draw([Member("a", name, detail=detail)], []))
