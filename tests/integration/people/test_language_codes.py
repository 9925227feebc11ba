"""First languages are the department's codes; what was free text before becomes one, and loses no word."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from threshold.core.errors import Refused
from threshold.people import actions
from threshold.people.languages import LANGUAGES, code_of


def test_codes_have_the_form_of_the_data_set_and_each_its_own_name():
    assert all(re.fullmatch(r"[A-Z]{3,4}", code) for code in LANGUAGES)
    assert len(set(LANGUAGES.values())) == len(LANGUAGES) > 250
    assert {"ENG", "ENB", "OTB", "OTH", "REF", "NOT", "ZZZ"} < set(LANGUAGES)


@pytest.mark.parametrize(("name", "code"), [("polish", "POL"), (" British  sign language", "BSL"), ("Elvish", "")])
def test_a_code_by_its_name(name, code):
    assert code_of(name) == code


@pytest.mark.django_db
def test_only_codes_are_taken(door):
    facts = {"by": door.officer, "now": door.now, "kind": "child", "given_name": "Ash"}
    person = actions.record_person(**facts, first_language="SOM")
    assert person.get_first_language_display() == "Somali"
    with pytest.raises(Refused, match="not in its list"):
        actions.record_person(**facts, first_language="Somali")
    with pytest.raises(Refused, match="not in its list"):
        actions.change_person(
            person, changes={"first_language": "XXXX"}, expected_version=None, by=door.officer, now=door.now
        )


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_before_becomes_a_code_and_loses_no_word(make_user):
    to = MigrationExecutor(connection).migrate
    try:
        old = to([("people", "0001_initial")]).apps
        identity = old.get_model("people", "Identity").objects.create(created_at=dt.datetime.now(dt.UTC))
        by = make_user("contact_officer").pk
        for words in ("Polish", "Elvish", ""):
            old.get_model("people", "Person").objects.create(
                identity=identity, kind="child", first_language=words, created_at=identity.created_at, created_by_id=by
            )
        new = MigrationExecutor(connection).migrate([("people", "0002_language_codes")]).apps
        rows = (
            new.get_model("people", "Person")
            .objects.order_by("pk")
            .values_list("first_language", "communication_needs")
        )
        assert list(rows) == [("POL", ""), ("OTH", "First language: Elvish."), ("", "")]
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
