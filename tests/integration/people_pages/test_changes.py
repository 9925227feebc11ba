"""Changing a person by the pages: forms that are sent, sent twice, sent too late, or wrong."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from a_family import filled, text_of
from threshold.core.models import Draft
from threshold.people import actions
from threshold.people.models import ChronologyEntry, HouseholdMember, Person, PersonAddress, PersonName, Relationship

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(family, signed_in):
    return signed_in(family.officer)


def is_chosen(html: str, value: str) -> bool:
    """Whether this line of a list is the one that the page shows as chosen."""
    return re.search(rf'<option value="{value}" selected', html) is not None


class TestFacts:
    def test_are_saved_and_counted_up(self, family, officer):
        url = family.page("/details/change")
        response = officer.post(url, filled(officer, url, first_language="CYM", interpreter_needed="yes"))
        assert (response.status_code, response.url) == (302, family.page("/details"))
        stored = Person.objects.get(pk=family.robin.pk)
        assert (stored.first_language, stored.interpreter_needed, stored.version) == ("CYM", True, 2)

    def test_sent_twice_are_saved_once(self, family, officer):
        url = family.page("/details/change")
        data = filled(officer, url, first_language="CYM")
        assert officer.post(url, data).status_code == 302
        assert officer.post(url, data).status_code == 302
        assert Person.objects.get(pk=family.robin.pk).version == 2

    def test_that_came_too_late_stand_beside_what_is_stored_and_can_still_be_sent(self, family, officer, signed_in):
        url = family.page("/details/change")
        mine = filled(officer, url, first_language="CYM")
        other = signed_in(family.worker)
        assert other.post(url, filled(other, url, first_language="URD")).status_code == 302
        page = officer.post(url, mine)
        text = text_of(page)
        assert page.status_code == 200
        assert is_chosen(text, "CYM"), "what was typed is still there"
        assert re.search(r"<(?:td|dd|ins|p|div)[^>]*>\s*Urdu", text), "beside what is stored"
        assert "Somebody else changed this record" in text
        again = mine | dict(re.findall(r'<input type="hidden" name="(version|submission_key)" value="([^"]*)"', text))
        assert officer.post(url, again).status_code == 302
        assert Person.objects.get(pk=family.robin.pk).first_language == "CYM"

    def test_that_are_impossible_keep_what_was_typed_and_write_nothing(self, family, officer):
        url = family.page("/details/change")
        wrong = {"birth_on-day": "31", "birth_on-month": "2", "birth_on-year": "2019", "first_language": "CYM"}
        response = officer.post(url, filled(officer, url, **wrong))
        text = text_of(response)
        assert "There is a problem" in text
        assert 'value="31"' in text
        assert is_chosen(text, "CYM")
        assert Person.objects.get(pk=family.robin.pk).version == 1

    def test_what_a_policy_refuses_is_said_on_the_form(self, family, officer):
        url = family.page("/details/change")
        old = {"birth_on-day": "3", "birth_on-month": "5", "birth_on-year": "1950"}
        text = text_of(officer.post(url, filled(officer, url, **old)))
        assert "makes a child older than 25" in text

    def test_an_unborn_child_is_asked_for_its_birth_on_a_form_of_its_own(self, family, officer):
        baby = actions.record_person(
            by=family.officer, now=family.now, kind="unborn", expected_on=family.now.date() + dt.timedelta(days=60)
        )
        assert "Expected date of birth" in text_of(officer.get(family.page("/details/change", baby)))
        url = family.page("/birth", baby)
        born = {"birth_on-day": "1", "birth_on-month": "2", "birth_on-year": "2026", "sex": "F", "given_name": "Ivy"}
        assert officer.post(url, filled(officer, url, **born)).status_code == 302
        assert Person.objects.get(pk=baby.pk).kind == "child"


class TestNamesAddressesNumbers:
    def test_a_new_name_in_use_makes_the_old_one_former(self, family, officer):
        url = family.page("/names/add")
        officer.post(url, filled(officer, url, kind="current", given_name="Robyn", family_name="Testcase"))
        assert Person.objects.get(pk=family.robin.pk).given_name == "Robyn"
        assert "Formerly" in text_of(officer.get(family.page()))

    def test_a_nickname_ends_and_is_still_found(self, family, officer):
        nickname = PersonName.objects.get(kind="short")
        url = family.page(f"/names/{nickname.pk}/end")
        assert officer.post(url, filled(officer, url)).status_code == 302
        nickname.refresh_from_db()
        assert nickname.ended_at is not None
        assert family.robin.reference in text_of(officer.get("/search?q=Bobby"))

    def test_a_move_sent_twice_is_one_move(self, family, officer):
        url = family.page("/addresses/move")
        data = filled(officer, url, line_1="9 Refuge Way", postcode="WR99 2BB", confidential="yes")
        assert officer.post(url, data).status_code == 302
        assert officer.post(url, data).status_code == 302
        assert PersonAddress.objects.filter(person=family.robin).count() == 2
        text = text_of(officer.get(family.page("/details")))
        assert "9 Refuge Way" in text
        assert "Confidential: tell nobody" in text

    def test_a_wrong_number_is_refused_without_repeating_it(self, family, officer):
        url = family.page("/numbers/add")
        data = filled(officer, url, kind="nhs", value="9990000019", source="Red book", verified="no")
        text = text_of(officer.post(url, data))
        assert "its last digit does not fit" in text
        assert family.robin.identifiers.count() == 1

    def test_a_name_of_somebody_elses_record_is_not_found(self, family, officer):
        nickname = PersonName.objects.get(kind="short")
        assert officer.get(family.page(f"/names/{nickname.pk}/end", family.mother)).status_code == 404


class TestFamilyAndHome:
    def test_a_relative_is_found_chosen_and_related(self, family, officer):
        aunt = actions.record_person(
            by=family.officer, now=family.now, kind="adult", given_name="Kim", family_name="Aunt"
        )
        found = text_of(officer.get(family.page("/family/find?q=Kim+Aunt")))
        assert family.page(f"/family/add/{aunt.reference}") in found
        url = family.page(f"/family/add/{aunt.reference}")
        officer.post(url, filled(officer, url, role="aunt_or_uncle", responsibility="unknown"))
        row = Relationship.objects.get(person=aunt)
        assert (row.other, row.kind, row.has_parental_responsibility) == (family.robin, "aunt_or_uncle", None)

    def test_the_other_side_of_a_relationship_is_stored_the_other_way_round(self, family, officer):
        son = actions.record_person(
            by=family.officer, now=family.now, kind="child", given_name="Lee", birth_on=dt.date(2024, 1, 1)
        )
        url = family.page(f"/family/add/{son.reference}", family.father)
        officer.post(url, filled(officer, url, role="inverse:parent", responsibility="yes"))
        row = Relationship.objects.get(other=son)
        assert (row.person, row.kind) == (family.father, "parent")

    def test_a_new_relative_is_compared_with_the_records_first(self, family, officer):
        url = family.page("/family/new", family.mother)
        typed = {
            "kind": "child", "given_name": "Robin", "family_name": "Testcase", "sex": "M", "role": "inverse:parent",
            "responsibility": "yes", "birth_on-day": "3", "birth_on-month": "5",
            "birth_on-year": str(family.robin.birth_on.year),
        }  # fmt: skip
        before = Person.objects.count()
        page = officer.post(url, filled(officer, url, **typed))
        text = text_of(page)
        assert "Is it one of these people?" in text
        assert family.robin.reference in text
        assert Person.objects.count() == before
        again = typed | dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
        assert again["looked"] == "yes"
        assert officer.post(url, again).status_code == 302
        assert officer.post(url, again).status_code == 302
        assert Person.objects.count() == before + 1

    def test_ending_a_relationship_keeps_it_as_history(self, family, officer):
        row = Relationship.objects.get(kind="twin")
        url = family.page(f"/family/{row.pk}/end")
        day = family.now.date()
        data = {"ends_on-day": day.day, "ends_on-month": day.month, "ends_on-year": day.year}
        assert officer.post(url, filled(officer, url, **data)).status_code == 302
        assert "Ended" in text_of(officer.get(family.page("/family")))

    def test_parental_responsibility_is_asked_and_shown(self, family, officer):
        row = Relationship.objects.get(person=family.mother, other=family.robin)
        url = family.page(f"/family/{row.pk}/responsibility")
        assert officer.post(url, filled(officer, url, responsibility="yes")).status_code == 302
        row.refresh_from_db()
        assert row.has_parental_responsibility is True

    def test_a_relationship_with_the_hidden_uncle_is_not_found(self, family, officer):
        row = Relationship.objects.get(person=family.hidden)
        assert officer.get(family.page(f"/family/{row.pk}/end")).status_code == 404
        stay = HouseholdMember.objects.get(person=family.hidden)
        assert officer.get(family.page(f"/home/{stay.pk}/leave")).status_code == 404
        assert officer.get(family.page(f"/family/add/{family.hidden.reference}")).status_code == 404

    def test_somebody_joins_the_familys_home_or_a_new_one(self, family, officer):
        url = family.page("/home/join", family.father)
        page = text_of(officer.get(url))
        home = HouseholdMember.objects.get(person=family.robin).household
        assert f'value="{home.pk}"' in page
        assert "Quillfeather" not in page
        officer.post(url, filled(officer, url, household=str(home.pk)))
        assert home.members.filter(person=family.father).exists()
        data = filled(officer, url, household="new", line_1="1 Far Street", postcode="WR99 3AB")
        assert officer.post(url, data).status_code == 302
        assert HouseholdMember.objects.filter(person=family.father).count() == 2


class TestChronology:
    def test_an_entry_is_left_out_with_a_note_and_shown_again_on_request(self, family, officer):
        entry = ChronologyEntry.objects.get()
        url = family.page(f"/chronology/{entry.pk}/curate")
        assert "Say in a note why" in text_of(officer.post(url, filled(officer, url, weight="hidden", note="")))
        assert officer.post(url, filled(officer, url, weight="hidden", note="Recorded twice")).status_code == 302
        assert entry.title not in text_of(officer.get(family.page("/chronology")))
        assert "Recorded twice" in text_of(officer.get(family.page("/chronology?show=all")))

    def test_filters_by_kind_and_weight(self, family, officer):
        assert "Contact received" in text_of(officer.get(family.page("/chronology?kind=contact")))
        assert "Contact received" not in text_of(officer.get(family.page("/chronology?kind=decision")))
        assert "Contact received" not in text_of(officer.get(family.page("/chronology?show=significant")))

    def test_the_sheet_is_addressed_and_leaves_out_what_the_reader_may_not_have(self, family, officer):
        from threshold.people import chronology

        entry = ChronologyEntry.objects.get()
        chronology.curate_entry(entry, weight="significant", note="Ask before", by=family.officer, now=family.now)
        ask = "/chronology/print?to=Ada+Reader&role=Mother&significant=all&reader="
        for_family = text_of(officer.get(family.page(f"{ask}family")))
        assert "Ada Reader" in for_family
        assert "Ask before" not in for_family
        assert "<td>Person 1</td>" not in for_family
        assert "the names of members of staff" in for_family
        inside = text_of(officer.get(family.page(f"{ask}internal")))
        assert "Ask before" in inside
        assert "Weir Lane" not in for_family + inside

    def test_nobody_is_addressed_without_a_name(self, family, officer):
        assert "Enter the name of the person who gets it" in text_of(officer.get(family.page("/chronology/print?to=")))

    def test_the_download_needs_the_permission(self, family, officer, signed_in):
        assert "Contact received" in text_of(officer.get(family.page("/chronology?format=csv")))
        assert signed_in("student").get(family.page("/chronology?format=csv")).status_code == 403


def test_a_form_sent_after_the_session_ended_is_back_with_its_words_after_signing_in(family, officer):
    url = family.page("/details/change")
    data = filled(officer, url, communication_needs="Words typed before the time-out")
    officer.session.flush()
    bounced = officer.post(url, data)
    assert bounced.status_code == 302
    assert bounced.url == f"/account/login/?next={url}&ended=yes"
    assert "What you were typing has been kept" in text_of(officer.get(bounced.url))
    signed = officer.post(
        "/account/login/", {"login": family.officer.email, "password": "a long enough password", "next": url}
    )
    assert (signed.status_code, signed.url) == (302, url)
    assert "Words typed before the time-out" in text_of(officer.get(url))
    assert Person.objects.get(pk=family.robin.pk).communication_needs == ""
    assert Draft.objects.count() == 1
