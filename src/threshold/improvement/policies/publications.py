"""When may a text that quotes a letter or report be approved and published?"""

from __future__ import annotations

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.models import Publication
from threshold.improvement.states import PublicationState


def check_can_write(*, title: str, body: str, has_words: bool, is_of_the_authority: bool) -> None:
    """A source without words cannot be quoted from: there would be nothing to check against."""
    if not title.strip() or not body.strip():
        raise Refused("Write a heading and the text.")
    if not is_of_the_authority:
        raise Refused("The letter or report belongs to another authority. Choose one of this authority's.")
    if not has_words:
        raise Refused("The words of that letter or report are not kept here, so nothing can be checked against it.")


def check_can_change(publication: Publication) -> None:
    if publication.state == PublicationState.PUBLISHED:
        raise Refused("This was published, and what was published never changes. Write a new one.")


def check_can_name_voice(publication: Publication, *, is_not_found: bool, whose: str) -> None:
    """Only a quotation that is not from the source can be somebody else's: an altered one is the source's."""
    check_can_change(publication)
    if not is_not_found:
        raise Refused(
            "This quotation comes from the source. Give the source's own words, or say it without quotation marks."
        )
    if not whose.strip():
        raise Refused("Say whose words these are.")


def check_can_approve(
    publication: Publication, *, is_writer: bool, altered: int, unknown: int, is_too_much: bool
) -> None:
    """An altered quotation is never approved; one that is not in the source only with the name of its speaker."""
    if publication.state != PublicationState.DRAFT:
        raise Refused("Only a draft can be approved.")
    if is_writer:
        raise NotPermitted("Somebody else approves what you wrote.")
    if is_too_much:
        raise Refused("The text has more quotations than can be checked. Shorten it, or divide it.")
    if altered:
        raise Refused(
            "A quotation differs from the source, so this cannot be published. Give the source's own words, or say it "
            "in yours without quotation marks."
        )
    if unknown:
        raise Refused("A quotation is not in the source. Say whose words it is, or take the quotation marks away.")


def check_can_send_back(publication: Publication, *, reason: str) -> None:
    if publication.state != PublicationState.APPROVED:
        raise Refused("Only an approved text can be made a draft again.")
    if not reason.strip():
        raise Refused("Say why it is not to be published as it is.")


def check_can_publish(publication: Publication, *, is_as_approved: bool, altered: int, unknown: int) -> None:
    """Checked again at the last moment: neither the text nor the source is another than what was approved."""
    if publication.state != PublicationState.APPROVED:
        raise Refused("Only an approved text can be published.")
    if not is_as_approved or altered or unknown:
        raise Refused("The text or its source is not as it was approved. Make it a draft and have it approved again.")


def check_has_words(has_words: bool) -> None:
    """A scanned picture of a letter has no words to check against."""
    if not has_words:
        raise Refused("No words could be read in this file. Put the letter's words in the box below it as well.")
