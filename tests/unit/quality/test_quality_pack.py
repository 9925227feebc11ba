"""The audit tools of the pack: whole, graded on four grades everywhere, and read with errors that say what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from threshold.config.environment import ROOT
from threshold.core import packs
from threshold.quality.grades import Grade
from threshold.quality.pack import Quality

SEVERNSHIRE = ROOT / "packs" / "severnshire"


@pytest.fixture
def shipped() -> Quality:
    return Quality.model_validate(packs.read(SEVERNSHIRE)["quality"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SEVERNSHIRE, tmp_path / "pack"))


def test_every_kind_of_audit_has_a_tool_of_its_own(shipped):
    assert [(tool.code, tool.kinds) for tool in shipped.tools] == [
        ("front_door_decision", ("case", "multi_agency")),
        ("assessment", ("case",)),
        ("supervision", ("supervision",)),
        ("practice_observation", ("observation",)),
        ("multi_agency", ("multi_agency",)),
    ]


def test_the_tools_ship_with_an_exemplar_for_every_grade_of_every_domain(shipped):
    texts = [
        exemplars.of(grade)
        for tool in shipped.tools
        for exemplars in (tool.whole, *(domain.exemplars for domain in tool.domains))
        for grade in Grade.values
    ]
    assert all(len(text) > 60 for text in texts)
    assert len(set(texts)) == len(texts)


def test_every_domain_asks_something_and_every_question_is_one(shipped):
    for tool in shipped.tools:
        for domain in tool.domains:
            assert len(domain.questions) >= 3
            assert all(question.text.endswith("?") for question in domain.questions)
    assert all(question.text.endswith("?") for sample in shipped.dip_samples for question in sample.questions)


def test_themes_are_about_fifteen(shipped):
    assert 14 <= len(shipped.themes) <= 18
    assert shipped.theme_title("voice") == "The child's voice and experience"
    assert shipped.theme_title("gone") == "gone"


def test_a_tool_is_found_by_its_code_and_no_other(shipped):
    assert shipped.any_tool("front_door_basics").kinds == ("dip_sample",)
    assert shipped.any_tool("assessment").title == "Assessment"
    for find in (shipped.tool, shipped.any_tool, shipped.dip_sample):
        with pytest.raises(KeyError, match="'nothing'"):
            find("nothing")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kinds = ["case", "multi_agency"]', 'kinds = ["case", "guess"]', r"tools\.0: .*kinds holds \['guess'\]"),
        ('kinds = ["case", "multi_agency"]', "kinds = []", r"use some of"),
        ('code = "information"', 'code = "child"', r"domains: \['child'\] stand more than once"),
        ('code = "voice"', 'code = "each_child"', r"questions of child: \['each_child'\] stand more than once"),
        ('code = "assessment"', 'code = "front_door_basics"', r"tools and dip_samples: \['front_door_basics'\]"),
        ('inadequate = "The child cannot', 'inadequat = "The child cannot', r"exemplars\.inadequate: Field required"),
        ("every = 4", 'every = "now and then"', r"moderation\.every: .*integer"),
    ],
)
def test_a_fault_says_where_it_is_and_what_to_do(folder, old, new, said):
    path = folder / "quality.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(packs.PackError, match=said):
        packs.read(folder)
