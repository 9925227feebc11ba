"""Does a text contradict the judgements? Warnings, and silence where nothing is claimed."""

import pytest

from threshold.improvement.quoting.grades import warnings

JUDGED = {"overall": "requires_improvement", "leaders": "requires_improvement", "in_care": "inadequate"}


@pytest.mark.parametrize(
    "text",
    [
        "Ofsted judged us good overall.",
        "We are now rated good.",
        "Leaders were judged good.",
        "Services for children in care require improvement to be good.",
        "Ofsted rated leadership as outstanding.",
        "Services for children in care were found to be “good”.",  # a grade in marks is still said of something
        "A good judgement for leadership.",
    ],
)
def test_a_grade_that_was_not_given_is_pointed_out(text):
    assert len(warnings(text, JUDGED, year=2019)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Our services require improvement.",
        "Services for children in care were judged inadequate.",
        "Good progress has been made, and staff did outstanding work.",
        "In 2017 we were judged good.",  # another year's
        "We moved from outstanding to requires improvement.",
        "A parent told us: “My worker is good at listening to us all.”",
        "Nothing about grades.",
        "",
    ],
)
def test_what_agrees_or_claims_nothing_is_left_alone(text):
    assert warnings(text, JUDGED, year=2019) == []


def test_without_judgements_nothing_can_contradict():
    assert warnings("We are now rated good.", {}, year=2021) == []


def test_figures_that_the_source_has_not_are_pointed_out():
    pages = ["87 per cent of 1,550 children were seen on 3 May 2019."]
    found = warnings(
        "By 3 June 2019 some 87% of 1,550 children were seen, and 92% of 40 plans.", {}, year=2019, pages=pages
    )
    assert found == [
        "The figure 92% is not in the source. Check where it comes from.",
        "The figure 40 is not in the source. Check where it comes from.",
    ]
    assert warnings("“92%” of plans", {}, year=2019, pages=pages) == []  # quoted: the check of quotations says it
