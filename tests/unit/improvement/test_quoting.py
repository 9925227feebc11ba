"""Is a quotation what the source says? Every form of quoting, and attacks on the check."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threshold.improvement.quoting import marks
from threshold.improvement.quoting.check import MOST_QUOTATIONS, Part, Source, Verdict, check, is_too_much

V = Verdict.VERBATIM
PAGES = [
    "Inspection of Severnshire\nLeaders have made strong progress since the last visit. The front door is safe-\n"
    "guarding children well, and the plan is “succinct” and well-\nfocussed. Permanence plans\nPage 1 of 2",
    "Inspection of Severnshire\ndrift for too many children in care. Social workers’ caseloads are manageable, and\n"
    "supervision – when it happens – is reﬂective. Children say: ‘my worker listens’. In 2019, 87% were seen.\n2",
]


def verdicts(text: str, pages: list[str] = PAGES) -> list[Verdict]:
    return [one.verdict for one in check(text, pages)]


@pytest.mark.parametrize(
    "text",
    [
        "They “have made strong progress” here.",
        'They "have made strong progress" here.',
        "They ‘have made strong progress’ here.",
        "They 'have made strong progress' here.",
        "> Leaders have made strong progress since the last visit.",
        "> “Leaders have made strong progress\n> since the last visit.”\n\nWe agree.",
        "“safeguarding children well”",  # the hyphen was the line's
        "“well-focussed”",  # the hyphen was the word's
        "“Permanence plans drift for too many children”",  # over the foot of the page
        "“the plan is ‘succinct’ and well-focussed”",  # marks inside marks change their shape
        "‘the plan is “succinct” and well-focussed’",
        "“Social workers’ caseloads are manageable”",
        "‘Social workers’ caseloads are manageable’",
        "“supervision - when it happens - is reflective”",  # dashes and ligatures
        "“Children say: ‘my worker listens’.”",
        "“Leaders   have\nmade strong progress”",
        "“[S]trong”",
        "“In 2019, 87% were seen.”",
        "“Inspection of Severnshire”",  # even the running head, where it is what is quoted
    ],
)
def test_what_stands_in_the_source_is_verbatim(text):
    assert verdicts(text) in ([V], [V, V])


@pytest.mark.parametrize(
    "text",
    [
        "“have made excellent progress since the last visit”",
        "“have made strong progress since last visit”",
        "“Have made strong progress”",  # a capital is a change; [H]ave says so
        "“have made strong, progress”",
        "“Permanence plans drift for many children in care”",
        "“In 2019, 97% were seen.”",
        "> Leaders have made great progress since the last visit.",
        "‘Social workers’ caseloads are low and manageable’",
        "“wellfocussed and succinct plan of the leaders … have made excellent progress since the last visit”",
        "“the last visit … Leaders have made”",  # both stand there, in the other order
        "“have made strong progress",  # verbatim, but see below: nothing closes it, and the sentence goes on
    ],
)
def test_what_differs_is_not_verbatim(text):
    if not text.endswith(("”", "’", ".")):
        text += " and we are good"
    assert V not in verdicts(text)


def test_the_difference_is_shown_word_by_word_with_its_page():
    (one,) = check("“Permanence plans drift for few children in care”", PAGES)
    assert one.verdict == Verdict.ALTERED
    assert (one.first_page, one.last_page) == (1, 2)
    assert one.passage == "Permanence plans drift for too many children in care"
    assert one.difference == [
        (Part.SAME, "Permanence plans drift for"), (Part.MISSING, "too many"), (Part.ADDED, "few"),
        (Part.SAME, "children in care"),
    ]  # fmt: skip


def test_a_speaker_of_our_own_is_not_found_rather_than_altered():
    assert verdicts("“We are proud of everybody who works for our families,” said the lead member.") == [
        Verdict.NOT_FOUND
    ]


def test_omissions_and_brackets_are_shown_as_such():
    (one,) = check("“Leaders … The front door is [now] safeguarding [our] children well”", PAGES)
    assert one.verdict == V
    assert one.notes == ["Words are left out.", "Put in by the writer: [now].", "Put in by the writer: [our]."]
    (stitched,) = check("“Leaders [...] caseloads are manageable”", PAGES)
    assert (stitched.verdict, stitched.notes) == (V, ["Words are left out."])


def test_pieces_from_pages_far_apart_are_pointed_out():
    (one,) = check("“Leaders are … not good”", ["Leaders are strong", "a", "b", "Services are not good"])
    assert one.verdict == V
    assert one.notes[-1] == "Its pieces stand far apart: on pages 1 to 4."


def test_only_brackets_or_dots_quote_nothing():
    assert verdicts("“…” and “[leaders]” and “.”") == [Verdict.NOT_FOUND] * 3


def test_part_of_a_word_is_no_quotation_of_it():
    assert verdicts("“able”", ["The service is unstable."]) == [Verdict.NOT_FOUND]
    assert verdicts("“focussed”", ["well-focussed"]) == [V]


def test_a_text_without_quotations_has_none_and_an_empty_source_holds_nothing():
    assert check("We did well. It's our children's day, and the boys' too.", PAGES) == []
    assert check("", PAGES) == []
    assert verdicts("“Leaders”", []) == verdicts("“Leaders”", [""]) == [Verdict.NOT_FOUND]


def test_a_mark_that_nothing_closes_quotes_to_the_end_of_its_paragraph():
    (one,) = check("He wrote: “Leaders have made strong progress\n\nThat is all.", PAGES)
    assert one.verdict == V
    assert one.quotation.words == "Leaders have made strong progress"
    assert "No mark closes" in one.notes[0]


def test_quotations_are_found_in_the_order_of_the_text_and_the_rest_is_ours():
    text = "A “one” b ‘two’ c \"three\" d\n\n> four\n\ne 'five' don't f"
    assert [one.words for one in marks.find(text)] == ["one", "two", "three", "four", "five"]
    assert marks.outside(text).split() == ["A", "b", "c", "d", "e", "don't", "f"]


@pytest.mark.parametrize("text", ["“a “b” c”", "“a ‘b’ c”", "‘a “b” c’"])
def test_a_quotation_inside_a_quotation_is_one(text):
    assert [one.words for one in marks.find(text)] == [text[1:-1]]


def test_two_short_ones_in_one_sentence_stay_two():
    assert [one.words for one in marks.find("the ‘front door’ and ‘early help’ and it’s fine")] == [
        "front door", "early help",
    ]  # fmt: skip


# --- Properties ------------------------------------------------------------------------------------------------

_WORD = st.text(st.sampled_from("abcdefghijklmnoprstuvw"), min_size=1, max_size=9)
_TOKEN = st.builds(lambda word, tail: word + tail, _WORD, st.sampled_from(["", "", "", ",", ".", "’s", ";"]))
_JOIN = st.sampled_from([" ", " ", " ", "\n", "  ", "\r\n", "\xa0", "\n\n\n"])


@st.composite
def sources(draw):
    """Pages of words, and the same words as a list: some broken at the end of a line, some pages cut anywhere."""
    words = draw(st.lists(_TOKEN, min_size=4, max_size=60))
    pages, text = [], ""
    for word in words:
        if len(word) > 4 and word.isalpha() and draw(st.integers(0, 5)) == 0:
            shown = f"{word[:2]}-\n{word[2:]}"
        else:
            shown = word
        text += shown + draw(_JOIN)
        if draw(st.integers(0, 12)) == 0:
            pages.append(text)
            text = ""
    return [*pages, text], words


@given(sources(), st.data())
@settings(max_examples=200, deadline=None)
def test_a_slice_of_the_source_is_always_verbatim(source, data):
    pages, words = source
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    quoted = " ".join(words[start:end])
    found = Source(pages).check(marks.Quotation(0, 0, quoted))
    assert found.verdict == V, (pages, quoted)
    assert 1 <= found.first_page <= found.last_page <= len(pages)


@given(sources(), st.data())
@settings(max_examples=200, deadline=None)
def test_a_slice_with_one_word_changed_is_never_verbatim(source, data):
    pages, words = source
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    at = data.draw(st.integers(start, end - 1))
    # z, y and x stand in no word of the source, so the changed words stand nowhere in it.
    changed = [
        *words[start:at],
        data.draw(st.sampled_from(["zyx", words[at] + "x", "z" + words[at]])),
        *words[at + 1 : end],
    ]
    found = Source(pages).check(marks.Quotation(0, 0, " ".join(changed)))
    assert found.verdict != V
    if found.verdict == Verdict.ALTERED and found.difference:
        assert any(part != Part.SAME for part, _ in found.difference)


@given(sources(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_slice_with_a_word_left_out_in_silence_is_verbatim_only_where_the_source_says_that_too(source, data):
    pages, words = source
    at = data.draw(st.integers(1, len(words) - 2))
    shorter = " ".join([*words[:at], *words[at + 1 :]])
    found = Source(pages).check(marks.Quotation(0, 0, shorter))
    # Whether it stands there after all, seen in another way: hyphens and white space away, both sides.
    whole = re.sub(r"[\s-]", "", "".join(pages))
    if re.sub(r"[\s-]", "", shorter) not in whole:
        assert found.verdict != V


@given(st.text(st.sampled_from("ab “”‘’'\"\n>[]….-"), max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_text_trips_it_and_quotations_lie_inside_the_text_in_order(text):
    last = 0
    for one in check(text, ["a b ab", "ba"]):
        assert last <= one.quotation.start < one.quotation.end <= len(text)
        last = one.quotation.end


# --- Time ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("“" + "a-" * 30_000 + "”", "a-" * 60_000),
        ("“" * 30_000, "a " * 60_000),
        (" 'a" * 20_000, "a " * 60_000),
        ("“" + "a … " * 10_000 + "b”", "a " * 60_000),
        ("“" + "[x]" * 20_000 + "”", "a " * 60_000),
        ("\n\n".join(["“a a a b”"] * 2_000), "a " * 60_000),
        ("“" + "[" * 60_000 + "”", "a " * 60_000),
        ("> " * 30_000, "a " * 60_000),
        ("“" + "word " * 12_000 + "”", "word other " * 30_000),
    ],
)
def test_a_text_made_to_be_slow_is_not(text, page):
    begun = time.perf_counter()
    check(text, [page])
    assert time.perf_counter() - begun < 20  # seconds on a busy machine; alone each takes less than two


def test_more_quotations_than_are_checked_are_said_to_be_too_many():
    assert not is_too_much("“a” " * MOST_QUOTATIONS)
    assert is_too_much("“a” " * (MOST_QUOTATIONS + 1))
    assert len(check("“a” " * (MOST_QUOTATIONS + 1), ["a"])) == MOST_QUOTATIONS
