"""The year's plan and its samples: drawn once, given out by turns, held where nobody may, replaced for a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter

import pytest

from an_audit_office import hide
from threshold.access.models import Membership
from threshold.access.scope import Scope
from threshold.core import status
from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.core.models import AuditEntry, Clock
from threshold.frontdoor.codes import Outcome
from threshold.frontdoor.models import ContactChild
from threshold.quality import populations, sampling
from threshold.quality.actions import giving, programme
from threshold.quality.actions.programme import Plan
from threshold.quality.models import Audit, Draw, ProgrammeItem, SampledRecord
from threshold.quality.queries import programme as queries
from threshold.quality.queries import themes
from threshold.quality.sampling import Entry

pytestmark = pytest.mark.django_db
NAMES = ("Ash", "Briar", "Cory", "Dale", "Ember", "Fern")


class TestPlanning:
    def test_an_item_sent_twice_is_one(self, office):
        key, day = uuid.uuid4(), dt.date(2026, 3, 1)
        plan = Plan("Front door", day, "case", "front_door_decision", "front_door_decisions", day, day, 3)
        first, is_new = programme.plan_item(by=office.lead, now=office.now, plan=plan, submission_key=key)
        again, is_new_again = programme.plan_item(by=office.lead, now=office.now, plan=plan, submission_key=key)
        assert (first.pk, is_new, is_new_again) == (again.pk, True, False)
        assert first.moderate_every == 4  # the pack's
        assert ProgrammeItem.objects.count() == 1

    def test_only_whoever_plans_audits_plans_draws_and_replaces(self, office):
        item = office.drawn()
        for user in (office.auditors[0], office.leader, office.door.manager):
            with pytest.raises(NotPermitted):
                programme.plan_item(
                    by=user, now=office.now, plan=Plan("x", item.month, "", "", "", item.month, item.month, 1)
                )
            with pytest.raises(NotPermitted):
                programme.draw_sample(item, by=user, now=office.now)
            with pytest.raises(NotPermitted):
                programme.replace_record(item.draw.records.get(), by=user, now=office.now, reason="x")

    def test_what_was_drawn_is_neither_drawn_again_nor_cancelled(self, office):
        item = office.drawn()
        with pytest.raises(Refused, match="drawn once"):
            programme.draw_sample(item, by=office.lead, now=office.now)
        with pytest.raises(Refused, match="stays"):
            programme.cancel_item(item, by=office.lead, now=office.now, reason="I do not like it")
        assert Draw.objects.count() == 1

    def test_a_page_that_was_overtaken_draws_nothing(self, office):
        office.signed_off("Ash")
        item = office.plan()
        with pytest.raises(Stale):
            programme.draw_sample(item, by=office.lead, now=office.now, expected_version=7)
        assert Draw.objects.count() == 0


class TestChanging:
    def change(self, office, item, **options):
        reason = options.pop("reason", "The team moves in May")
        plan = {
            "title": item.title, "month": item.month, "kind": item.kind, "tool": item.tool,
            "population": item.population, "population_from": item.population_from,
            "population_to": item.population_to, "size": item.size, "moderate_every": item.moderate_every,
        }  # fmt: skip
        by = options.pop("by", office.lead)
        return programme.change_item(
            item, by=by, now=office.now, plan=Plan(**plan | options), reason=reason, expected_version=1
        )

    def test_what_is_different_and_what_was_before_stay_with_the_item(self, office):
        item = office.plan(size=7)
        item = self.change(office, item, month=dt.date(2026, 12, 9), size=5, team=office.door.team)
        assert (item.month, item.size, item.team, item.state) == (
            dt.date(2026, 12, 1), 5, office.door.team, "planned",
        )  # fmt: skip
        said = status.history(item).last().reason
        assert said == (
            "The team moves in May (Before: the month was March 2026; the team was not set; "
            "the number of records was 7.)"
        )
        entry = AuditEntry.objects.filter(action="quality.change_item").get()
        assert entry.detail["fields"] == ["month", "size", "team"]

    def test_every_detail_can_be_told(self, office):
        """The counter-check: a detail that the history has no words for would break the change."""
        item = office.plan()
        day = item.population_from - dt.timedelta(days=3)
        self.change(
            office, item, title="Visits", month=dt.date(2026, 12, 1), kind="dip_sample", tool="front_door_basics",
            population="family_help_children", theme="voice", practice_week_on=dt.date(2026, 12, 7),
            population_from=day, population_to=day, method="stratified", stratify_by="team", size=9,
            moderate_every=2, team=office.door.team,
        )  # fmt: skip
        said = status.history(item).last().reason
        assert set(AuditEntry.objects.get(action="quality.change_item").detail["fields"]) == set(programme._DETAILS)
        assert "the tool was “Front-door decision”" in said
        assert "the kind was full case audit" in said
        assert "the method was random" in said

    def test_the_new_plan_must_be_possible_and_different_and_give_a_reason(self, office):
        item = office.plan()
        for options, said in (
            ({}, "Nothing would be different"), ({"size": 3, "reason": " "}, "Say why"), ({"size": 501}, "between 1"),
            ({"kind": "observation"}, "not made for"),
        ):  # fmt: skip
            with pytest.raises(Refused, match=said):
                self.change(office, item, **options)
        item.refresh_from_db()
        assert (item.size, item.version) == (1, 1)

    def test_not_after_the_draw_not_by_others_and_not_over_somebody_elses_change(self, office):
        item = office.plan()
        with pytest.raises(NotPermitted):
            self.change(office, item, size=2, by=office.auditors[0])
        self.change(office, item, size=2)
        with pytest.raises(Stale):
            self.change(office, item, size=3)
        drawn = office.drawn("Ash")
        ProgrammeItem.objects.filter(pk=drawn.pk).update(version=1)
        with pytest.raises(Refused, match="before the draw, and never after"):
            self.change(office, drawn, size=2)


class TestDrawing:
    def test_the_audits_carry_the_theme_that_their_item_is_to_tell_about(self, office):
        audits = Audit.objects.filter(sampled__draw__item=office.drawn("Ash", "Briar", theme="voice"))
        assert [themes.codes_of(audit) for audit in audits] == [["voice"], ["voice"]]
        assert {audit.pk for audit in themes.audits_of(Scope(office.lead, office.now), "voice")} == {
            audit.pk for audit in audits
        }

    def test_from_an_empty_population_nothing_is_written(self, office):
        item = office.plan()
        entries = AuditEntry.objects.count()
        with pytest.raises(Refused, match="nothing to draw from"):
            programme.draw_sample(item, by=office.lead, now=office.now)
        item.refresh_from_db()
        assert (item.state, item.version) == ("planned", 1)
        assert not Draw.objects.exists()
        assert not SampledRecord.objects.exists()
        assert AuditEntry.objects.count() == entries

    def test_not_before_the_period_is_over(self, office):
        office.signed_off("Ash")
        item = office.plan(population_to=office.now.date())
        with pytest.raises(Refused, match="not ended"):
            programme.draw_sample(item, by=office.lead, now=office.now)

    def test_the_sample_is_what_the_stored_seed_and_population_give(self, office):
        item = office.drawn(*NAMES, size=3)
        draw = item.draw
        entries = [Entry(row[1], row[2], row[3]) for row in draw.population]
        assert len(entries) == 6
        assert draw.population_digest == sampling.digest(entries)
        expected = [entry.reference for entry in sampling.draw(draw.seed, entries, size=3, method="random")]
        assert list(draw.records.order_by("position").values_list("subject_reference", flat=True)) == expected
        assert len(draw.seed) == 32
        again = queries.redraw(item)
        assert again.holds
        assert again.expected == again.stored == expected

    def test_the_seed_is_new_each_time_and_nobody_can_hand_one_in(self, office):
        office.signed_off(*NAMES)
        seeds = set()
        for _ in range(3):
            item = office.plan(size=2)
            seeds.add(programme.draw_sample(item, by=office.lead, now=office.now).seed)
        assert len(seeds) == 3
        with pytest.raises(TypeError):
            programme.draw_sample(office.plan(), by=office.lead, now=office.now, seed="mine")

    def test_drawing_again_notices_a_changed_sample_and_a_changed_population(self, office):
        item = office.drawn(*NAMES, size=2)
        unlucky = item.draw.records.get(position=1)
        other = next(row for row in item.draw.population if row[1] not in queries.redraw(item).stored)
        SampledRecord.objects.filter(pk=unlucky.pk).update(subject_reference=other[1], subject_id=other[0])
        assert not queries.redraw(item).holds
        SampledRecord.objects.filter(pk=unlucky.pk).update(
            subject_reference=unlucky.subject_reference, subject_id=unlucky.subject_id
        )
        assert queries.redraw(item).holds
        Draw.objects.filter(item=item).update(population=item.draw.population[:-1])
        assert not queries.redraw(item).digest_holds

    def test_only_signed_off_decisions_of_the_period_and_team_are_candidates(self, office, make_team):
        (decision,) = office.signed_off("Ash")
        office.door.decided()  # waits for sign-off
        source, day = populations.population("front_door_decisions"), office.door.now.date()
        (found,) = source.candidates(day, day, None)
        assert found.subject_id == decision.child_id
        assert found.worker_id == office.door.worker.pk
        assert set(found.involved) == {office.door.worker.pk, office.door.manager.pk, office.door.officer.pk}
        assert found.weight == 1 + 1 + 1  # amber is the second rating, and no further action
        assert source.candidates(day, day, make_team().pk) == []
        assert source.candidates(day + dt.timedelta(days=1), day + dt.timedelta(days=1), None) == []
        ContactChild.objects.filter(pk=decision.child_id).update(
            removed_at=office.now, removed_by=office.door.manager, removal_reason="Named by mistake"
        )
        assert source.candidates(day, day, None) == []

    def test_a_stratified_sample_says_in_which_group_each_record_counts(self, office):
        office.signed_off("Ash", "Briar", "Cory")
        office.signed_off("Dale", outcome="family_help", level="4")
        item = office.plan(size=4, method="stratified", stratify_by="outcome")
        draw = programme.draw_sample(item, by=office.lead, now=office.now)
        groups = Counter(draw.records.values_list("stratum", flat=True))
        assert groups == {Outcome.NO_FURTHER_ACTION.label: 3, Outcome.FAMILY_HELP.label: 1}


class TestWhoAudits:
    def test_records_go_round_and_nobody_of_the_work_is_among_the_auditors(self, office):
        item = office.drawn(*NAMES)
        audits = Audit.objects.filter(sampled__draw__item=item)
        given = Counter(audits.values_list("auditor", flat=True))
        assert sum(given.values()) == 6
        able = {user.pk for user in (*office.auditors, office.lead, office.door.family_help_manager)}
        assert set(given) <= able  # the door's manager audits too, but not the own team's
        assert max(given.values()) - min(given.values()) <= 1
        assert Clock.objects.filter(rule="audit-do", stopped_at__isnull=True).count() == 6

    def test_not_whoever_took_part_from_another_team(self, office):
        """The second manager signs off for the front door and works in another team."""
        office.door.manager = office.door.family_help_manager
        item = office.drawn(*NAMES)
        assert not Audit.objects.filter(sampled__draw__item=item, auditor=office.door.family_help_manager).exists()

    def test_not_whoever_was_in_the_team_then(self, office, make_user):
        left = make_user("auditor", name="Left Lately")
        Membership.objects.create(
            user=left, team=office.door.team, role="contact_officer", starts_on=dt.date(2020, 1, 1),
            ends_on=office.door.now.date(),
        )  # fmt: skip
        joined = make_user("auditor", name="Joined Since")
        Membership.objects.create(
            user=joined, team=office.door.team, role="contact_officer", starts_on=office.now.date()
        )
        gone = make_user("auditor", name="Gone Before")
        Membership.objects.create(
            user=gone, team=office.door.team, role="contact_officer", starts_on=dt.date(2020, 1, 1),
            ends_on=dt.date(2025, 1, 1),
        )  # fmt: skip
        item = office.drawn(*NAMES, *(f"More{n}" for n in range(8)))
        given = set(Audit.objects.filter(sampled__draw__item=item).values_list("auditor", flat=True))
        assert not given & {left.pk, joined.pk}
        assert gone.pk in given

    def test_not_a_relative_whom_an_exclusion_keeps_from_the_child(self, office):
        (decision,) = office.signed_off("Ash")
        relative = office.auditors[0]
        hide(decision.child.person, relative, kind="exclusion")
        for _ in range(4):
            programme.draw_sample(office.plan(), by=office.lead, now=office.now)
        assert not Audit.objects.filter(auditor=relative).exists()

    def test_a_hidden_child_is_drawn_and_held_until_somebody_may_see_it(self, office, make_user):
        (decision,) = office.signed_off("Ash")
        allowed = make_user("quality_lead", team=office.door.team, name="Allowed Lead")  # of the team: audits it not
        restriction = hide(decision.child.person, allowed)
        item = office.plan()
        programme.draw_sample(item, by=office.lead, now=office.now)
        record = SampledRecord.objects.get()
        assert record.audit is None
        mine, theirs = Scope(office.lead, office.now), Scope(allowed, office.now)
        assert queries.records_of(mine, item) == []
        assert queries.progress(mine, [item]) == {}
        assert queries.held_records(mine) == []
        assert queries.visible_population(mine, Draw.objects.get()) == []
        assert queries.held_records(theirs) == [record]
        assert queries.progress(theirs, [item])[item.pk].held == 1
        with pytest.raises(Refused, match="Still nobody may"):
            giving.give_held_record(record, by=allowed, now=office.now)
        restriction.users.add(office.auditors[1])
        audit = giving.give_held_record(record, by=allowed, now=office.now)
        assert audit.auditor == office.auditors[1]
        with pytest.raises(Refused, match="not held"):
            giving.give_held_record(record, by=allowed, now=office.now)


class TestReplacing:
    def test_the_next_in_rank_stands_in_with_the_reason_kept(self, office):
        item = office.drawn(*NAMES, size=2)
        draw, record = item.draw, item.draw.records.get(position=1)
        new = programme.replace_record(record, by=office.lead, now=office.now, reason="The family moved away")
        entries = [Entry(row[1], row[2], row[3]) for row in draw.population]
        assert new.subject_reference == sampling.ranked(draw.seed, entries)[2].reference
        assert (new.position, new.replaces) == (3, record)
        assert new.audit.state == "assigned"
        record.refresh_from_db()
        assert record.replaced_reason == "The family moved away"
        assert record.audit.state == "cancelled"
        assert not Clock.objects.filter(subject_id=record.audit_id, rule="audit-do", stopped_at__isnull=True).exists()
        assert queries.redraw(item).holds  # what was drawn is still what the seed gives
        with pytest.raises(Refused, match="already"):
            programme.replace_record(record, by=office.lead, now=office.now, reason="Again")

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_not_without_a_reason(self, office, reason):
        record = office.drawn(*NAMES, size=2).draw.records.get(position=1)
        with pytest.raises(Refused, match="why"):
            programme.replace_record(record, by=office.lead, now=office.now, reason=reason)

    def test_not_because_of_what_was_found(self, office):
        record = office.drawn(*NAMES, size=2).draw.records.get(position=1)
        office.hand_in(record.audit, "requires_improvement")
        with pytest.raises(Refused, match="was audited"):
            programme.replace_record(record, by=office.lead, now=office.now, reason="Looks bad")

    def test_not_where_nobody_is_left(self, office):
        record = office.drawn("Ash").draw.records.get()
        with pytest.raises(Refused, match="none to take its place"):
            programme.replace_record(record, by=office.lead, now=office.now, reason="Moved")
        record.refresh_from_db()
        assert record.replaced_at is None

    def test_not_a_record_whose_child_is_hidden(self, office):
        record = office.drawn(*NAMES, size=2).draw.records.get(position=1)
        hide(record.person, office.door.manager)
        with pytest.raises(NotVisible):
            programme.replace_record(record, by=office.lead, now=office.now, reason="Moved")
