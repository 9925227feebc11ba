"""May a text be written, approved, published? Every state, every fact that counts."""

import itertools

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.models import Publication
from threshold.improvement.policies import publications as policies
from threshold.improvement.states import PublicationState

YES_NO = (True, False)
S = PublicationState


def allows(check, *arguments, **facts) -> bool:
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize("title", ["", " ", "Heading"])
@pytest.mark.parametrize("body", ["", " ", "Text"])
@pytest.mark.parametrize("has_words", YES_NO)
@pytest.mark.parametrize("is_of_the_authority", YES_NO)
def test_a_text_has_words_and_a_source_that_has_them_too(title, body, has_words, is_of_the_authority):
    expected = bool(title.strip() and body.strip()) and has_words and is_of_the_authority
    facts = {"title": title, "body": body, "has_words": has_words, "is_of_the_authority": is_of_the_authority}
    assert allows(policies.check_can_write, **facts) == expected


@pytest.mark.parametrize("state", S)
def test_what_was_published_never_changes(state):
    assert allows(policies.check_can_change, Publication(state=state)) == (state != S.PUBLISHED)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("is_not_found", YES_NO)
@pytest.mark.parametrize("whose", ["", " ", "The lead member"])
def test_only_what_is_not_the_sources_is_somebody_elses(state, is_not_found, whose):
    expected = state != S.PUBLISHED and is_not_found and bool(whose.strip())
    publication = Publication(state=state)
    assert allows(policies.check_can_name_voice, publication, is_not_found=is_not_found, whose=whose) == expected


@pytest.mark.parametrize("state", S)
def test_somebody_else_approves_a_draft_in_which_every_quotation_holds(state):
    for writer, altered, unknown, much in itertools.product(YES_NO, (0, 1), (0, 2), YES_NO):
        expected = state == S.DRAFT and not (writer or altered or unknown or much)
        facts = {"is_writer": writer, "altered": altered, "unknown": unknown, "is_too_much": much}
        assert allows(policies.check_can_approve, Publication(state=state), **facts) == expected


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("reason", ["", " ", "A figure is wrong"])
def test_an_approval_is_taken_back_with_a_reason(state, reason):
    expected = state == S.APPROVED and bool(reason.strip())
    assert allows(policies.check_can_send_back, Publication(state=state), reason=reason) == expected


@pytest.mark.parametrize("state", S)
def test_only_what_was_approved_as_it_is_now_is_published(state):
    for same, altered, unknown in itertools.product(YES_NO, (0, 1), (0, 1)):
        expected = state == S.APPROVED and same and not altered and not unknown
        facts = {"is_as_approved": same, "altered": altered, "unknown": unknown}
        assert allows(policies.check_can_publish, Publication(state=state), **facts) == expected


def test_whatever_a_policy_allows_the_table_of_moves_allows_too():
    moves = Publication.TRANSITIONS.moves
    assert [state for state in S if S.APPROVED in moves[state]] == [S.DRAFT]
    assert [state for state in S if S.PUBLISHED in moves[state]] == [S.APPROVED]
    assert [state for state in S if S.DRAFT in moves[state]] == [S.APPROVED]


@pytest.mark.parametrize("has_words", YES_NO)
def test_a_picture_of_a_letter_cannot_be_quoted(has_words):
    assert allows(policies.check_has_words, has_words) == has_words
