"""The page of numbers: right to the child and the hour, silent about the hidden, and safe against subtraction."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threshold.access.roles import ROLES, Permission
from threshold.access.scope import Scope
from threshold.core.calendar import LONDON, working_days_between
from threshold.core.errors import NotPermitted
from threshold.frontdoor import actions, queries_contacts, surge
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.codes import Source
from threshold.frontdoor.models import Contact, ContactChild
from threshold.frontdoor.presenters_numbers import hour_title, list_href
from threshold.frontdoor.queries import visible_children, visible_contacts
from threshold.frontdoor.queries_contacts import Wanted
from threshold.frontdoor.surge import protected, published
from threshold.people.models import Restriction
from threshold.people.queries import visible_people
from visiting import body_of, client_of

HIDDEN = "Quillfeather"
#: Wednesday 11 March 2026, 10:00 in London, as the fixture `now`.
TODAY = dt.date(2026, 3, 11)


def named(*names: str, family_name: str = "Testcase") -> tuple[NamedChild, ...]:
    return tuple(
        NamedChild(details={"kind": "child", "given_name": name, "family_name": family_name}) for name in names
    )


def arrived(door: Any, moment: dt.datetime, *names: str, **options: Any) -> Contact:
    """A contact that came at a moment and was typed in at once."""
    return door.record(*named(*(names or ("Robin",))), received_at=moment, now=moment, **options)


def london(day: dt.date, hour: int = 12, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON)


def numbers(door: Any, user: Any = None, now: dt.datetime | None = None, **options: Any) -> surge.Numbers:
    return surge.numbers(Scope(user or door.manager, now or door.now), **options)


def hide(child: ContactChild, door: Any) -> None:
    Restriction.objects.create(
        person=child.person, kind="allow_list", message="Ask", reason="Safety",
        starts_at=door.now - dt.timedelta(days=300), started_by=door.manager,
    )  # fmt: skip


# --- Days, weeks and ages ---------------------------------------------------------------------------------------


class TestDays:
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)), st.integers(0, 6))
    def test_the_oldest_who_has_waited_so_long(self, today, days):
        first = surge.oldest_waiting(today, days)
        assert working_days_between(first, today) <= days < working_days_between(first - dt.timedelta(days=1), today)

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)), st.integers(0, 40))
    def test_every_age_is_in_one_band(self, today, ago):
        received = today - dt.timedelta(days=ago)
        waited = working_days_between(received, today)
        found = []
        for age in (*surge.AGES, surge.PAST_LIMIT):
            first, last = surge.received_for(age, today)
            if (first is None or first <= received) and (last is None or received <= last):
                found.append(age)
        band = next(
            age for age, (_, least, most) in surge.AGES.items() if least <= waited and (most is None or waited <= most)
        )
        assert found == ([band] if waited <= 1 else [band, surge.PAST_LIMIT])

    def test_a_day_of_23_and_of_25_hours(self):
        spring, autumn = (
            surge.days(dt.date(2026, 3, 29), dt.date(2026, 3, 29)),
            surge.days(dt.date(2026, 10, 25), dt.date(2026, 10, 25)),
        )
        lengths = [(day.ends_at.astimezone(dt.UTC) - day.starts_at.astimezone(dt.UTC)) for day in (spring, autumn)]
        assert lengths == [dt.timedelta(hours=23), dt.timedelta(hours=25)]

    def test_a_week_earlier_is_the_same_time_on_the_clock(self):
        monday = london(dt.date(2026, 3, 30), 9, 30)  # the clocks went forward the day before
        assert surge.weeks_earlier(monday, 1).astimezone(LONDON) == london(dt.date(2026, 3, 23), 9, 30)
        assert monday.astimezone(dt.UTC) - surge.weeks_earlier(monday, 1) == dt.timedelta(days=7, hours=-1)

    @pytest.mark.parametrize(
        ("hour", "title"), [(0, "Midnight to 1am"), (11, "11am to noon"), (12, "Noon to 1pm"), (23, "11pm to midnight")]
    )
    def test_hours_in_words(self, hour, title):
        assert hour_title(hour) == title


# --- What is counted --------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestCounts:
    def test_children_and_not_contacts_are_counted(self, door):
        arrived(door, london(TODAY, 9), "Ash", "Briar", "Cedar", source="6")
        arrived(door, london(TODAY - dt.timedelta(days=7), 9), "Dale")
        arrived(door, london(TODAY - dt.timedelta(days=56), 9), "Elm")  # a day too old
        found = numbers(door)
        assert (found.arrived, found.by_source["6"], found.by_source["2A"], found.by_hour[9]) == (4, 3, 1, 4)
        assert found.by_weekday[3] == 4
        assert len(found.flow) == 56
        assert (found.flow[-1].first, found.flow[-1].arrived) == (TODAY, 3)
        assert found.average == pytest.approx(4 / 56)

    def test_hours_and_days_are_londons_when_the_clocks_change(self, door):
        # 00:30 on Sunday 29 March is 00:30 UTC; 00:30 on Monday is 23:30 UTC of the Sunday.
        for day in (29, 30):
            arrived(door, london(dt.date(2026, 3, day), 0, 30))
        found = numbers(door, now=london(dt.date(2026, 3, 30), 12).astimezone(dt.UTC))
        assert [row.arrived for row in found.flow[-2:]] == [1, 1]
        assert (found.by_hour[0], found.by_hour[23]) == (2, 0)
        assert (found.by_weekday[7], found.by_weekday[1]) == (1, 1)

    def test_this_week_stands_beside_the_same_time_of_other_weeks(self, door):
        for weeks, times in ((0, (9, 9)), (1, (9, 11)), (52, (8, 9))):
            for hour in times:
                arrived(door, london(TODAY - dt.timedelta(weeks=weeks), hour))
        week = numbers(door).week  # at 10:00
        assert (week.now[1], week.week_before[1], week.year_before[1]) == (2, 1, 2)
        assert week.year_before[0].first == dt.date(2025, 3, 10)

    def test_decisions_count_once_for_each_child_also_when_returned_and_made_again(self, door):
        contact = door.analysed(*named("Ash", "Briar"), received_at=london(TODAY, 9))
        ash, briar = contact.children.order_by("position")
        first = door.decide(ash, outcome="no_further_action", level="1")
        actions.return_decision(first, by=door.manager, now=door.now, reason="Ask the school")
        found = numbers(door)
        assert (found.decided, found.undecided) == (0, 2)
        door.decide(ash, outcome="no_further_action", level="1")
        door.decide(briar, outcome="no_further_action", level="1")
        found = numbers(door)
        assert (found.decided, found.undecided, found.in_time["day"]) == (2, 0, (2, 0))

    def test_in_time_is_measured_for_each_child(self, door):
        """One child of a contact in time, the other late: by the working day and by the 24 hours, each its own."""
        contact = door.analysed(*named("Ash", "Briar"), received_at=london(TODAY - dt.timedelta(days=1), 9))
        ash, briar = contact.children.order_by("position")
        # 25 hours after: late by the hours, in time by the working day.
        door.decide(ash, outcome="no_further_action", level="1", now=door.now)
        later = door.now + dt.timedelta(days=1)
        door.decide(briar, outcome="no_further_action", level="1", now=later)
        found = numbers(door, now=later)
        assert found.in_time == {"day": (1, 1), "24h": (0, 2)}
        assert (found.share("day"), found.share("24h")) == (50, 0)

    def test_the_backlog_by_age(self, door):
        for day in (
            TODAY,
            TODAY - dt.timedelta(days=1),
            TODAY - dt.timedelta(days=2),
            TODAY - dt.timedelta(days=6),
            TODAY - dt.timedelta(days=30),
        ):
            arrived(door, london(day, 9))
        found = numbers(door)
        assert found.by_age == {"0-1": 2, "2": 1, "3-5": 1, "over-5": 1}
        assert (found.undecided, found.past_limit) == (5, 3)

    def test_by_team(self, door, make_team):
        night = make_team("emergency_duty")
        arrived(door, london(TODAY, 9))
        door.sign_off(door.decided(team=night, received_at=london(TODAY, 8)))
        found = numbers(door, team=night)
        assert (found.arrived, found.decided, found.undecided, found.week.now[1]) == (1, 1, 0, 1)


@pytest.mark.django_db
class TestEveryNumberOpensItsList:
    def test_and_the_list_is_as_long(self, door, make_team):
        """Follows every link of the page, with data in every corner, and counts the rows."""
        night = make_team("emergency_duty")
        now = timezone.now()
        for days, hour, team in (
            (0, 0, door.team),
            (0, 1, night),
            (1, 9, night),
            (3, 14, door.team),
            (8, 22, night),
            (30, 3, door.team),
            (364, 0, night),
        ):
            moment = timezone.localtime(now) - dt.timedelta(days=days)
            moment = min(moment.replace(hour=hour), timezone.localtime(now))
            door.now = moment
            arrived(door, moment, "Ash", "Briar", team=team, source="6" if days % 2 else "2A")
            if days:
                door.now = min(moment + dt.timedelta(hours=20 * days), now)
                contact = door.analysed(*named("Cedar", "Dale"), received_at=moment, team=team)
                door.decide(contact.children.get(position=1), outcome="no_further_action", level="1")
        hide(ContactChild.objects.order_by("pk")[0], door)
        hide(ContactChild.objects.filter(decisions__isnull=False).order_by("-pk")[0], door)
        client = client_of(door.manager)
        for page in ("/numbers", f"/numbers?team={night.pk}"):
            html = body_of(client.get(page))
            links = re.findall(r'<a class="govuk-link" href="(/front-door/contacts[^"]*)">([\d,]+)</a>', html)
            links += re.findall(
                r'href="(/front-door/contacts[^"]*)">\s*<span class="th-tile__value">([\d,]+)</span>', html
            )
            assert len(links) > 140
            assert sum(number != "0" for _, number in links) > 20
            for href, number in {(href, number) for href, number in links if number != "0"} | set(links[-3:]):
                rows = body_of(client.get(f"{href.replace('&amp;', '&')}&format=csv")).strip().splitlines()
                assert len(rows) - 1 == int(number), href

    @pytest.mark.parametrize("role", [code for code, role in ROLES.items() if not role.is_service])
    def test_the_children_are_those_of_visible_people(self, door, make_user, role):
        """`visible_children` leaves out the hidden few; it must come to the same as asking for the visible many."""
        contact = door.record(*named("Ash", "Briar"))
        other = door.record(*named("Cedar"))
        hide(contact.children.get(position=2), door)
        user = make_user(role, team=door.team)
        excluded = Restriction.objects.create(
            person=other.children.get().person, kind="exclusion", message="Ask", reason="Relative",
            starts_at=door.now - dt.timedelta(days=1), started_by=door.manager,
        )  # fmt: skip
        for _ in range(2):
            scope = Scope(user, door.now)
            theirs = ContactChild.objects.filter(person__in=visible_people(scope))
            if not scope.may(Permission.CONTACT_READ):
                theirs = theirs.none()
            assert set(visible_children(scope)) == set(theirs)
            assert set(visible_contacts(scope)) == {child.contact for child in theirs}
            excluded.users.add(user)


# --- Hidden children --------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestHidden:
    def test_a_hidden_child_is_in_no_number_list_or_download(self, door):
        now = timezone.now()
        door.now = now
        open_contact = door.analysed(*named("Ash"), received_at=now - dt.timedelta(hours=1))
        hidden = door.analysed(*named("Robin", family_name=HIDDEN), received_at=now - dt.timedelta(hours=1))
        decided = door.analysed(*named("Wren", family_name=HIDDEN), received_at=now - dt.timedelta(hours=1))
        door.decide(decided.children.get(), outcome="no_further_action", level="1")
        for contact in (hidden, decided):
            hide(contact.children.get(), door)
        found = numbers(door, now=now)
        assert (found.arrived, found.decided, found.undecided, found.in_time["day"]) == (1, 0, 1, (0, 0))
        client = client_of(door.manager)
        for page in ("/front-door/contacts", "/front-door/contacts?decided=no", "/front-door/contacts?in_time=day-met"):
            for form in ("", "format=csv"):
                text = body_of(client.get(page + ("&" if "?" in page else "?") + form))
                assert HIDDEN not in text
                assert hidden.reference not in text
                assert decided.reference not in text
        assert open_contact.reference in body_of(client.get("/front-door/contacts"))

    def test_one_child_of_two_hidden(self, door):
        contact = door.record(*named("Ash", "Briar"))
        hide(contact.children.get(position=2), door)
        assert numbers(door).arrived == 1
        rows = queries_contacts.contact_list(Scope(door.manager, door.now), Wanted())
        assert [row.person.given_name for row in rows] == ["Ash"]


# --- Who reads numbers only -------------------------------------------------------------------------------------


def explanations(cells: list[int]) -> list[tuple[int, ...]]:
    """Every way in which the numbers not given could be filled in, for the strongest reader there can be.

    That reader knows the total and the numbers given exactly, as if nothing were rounded, and that what is not given
    is never above the smallest that is.
    """
    shown = protected(cells)
    given = [cell for cell, number in zip(cells, shown, strict=True) if number is not None]
    hidden = [cell for cell, number in zip(cells, shown, strict=True) if number is None]
    together = sum(cells) - sum(given)
    most = min([*given, together])
    return [way for way in itertools.product(range(most + 1), repeat=len(hidden)) if sum(way) == together]


class TestProtected:
    @pytest.mark.parametrize(
        ("number", "shown"),
        [(0, None), (1, None), (5, None), (6, 10), (7, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1204, 1205)],
    )
    def test_small_numbers_are_not_given_and_others_are_rounded(self, number, shown):
        assert published(number) == shown

    @pytest.mark.parametrize(
        ("cells", "shown"),
        [
            ([40, 30, 20], [40, 30, 20]),
            ([40, 3, 20], [40, None, None]),  # 3 alone is the total less the others
            ([40, 3, 2, 20], [40, None, None, 20]),  # together 5: each could be anything from nought
            ([5, 5, 40], [None, None, 40]),  # together 10: 5 and 5, or one that is larger
            ([1, 0, 40, 30], [None, None, 40, None]),  # together 1: nearly nothing would be left open
            ([2, 2, 1], [None, None, None]),
            ([0, 0, 0], [None, None, None]),
            ([5, 5, 5, 6], [None, None, None, 10]),  # 15 together, none above 6: each 3, 4, 5 or 6
        ],
    )
    def test_what_would_give_a_small_number_away_goes_with_it(self, cells, shown):
        assert protected(cells) == shown

    @given(st.lists(st.integers(0, 9), min_size=2, max_size=5))
    @settings(max_examples=300, deadline=None)
    def test_a_small_number_cannot_be_found_by_subtraction(self, cells):
        """With the total at hand, unless that is itself below 6 and not given."""
        if min(cells) >= 6 or sum(cells) < 6:
            return
        ways = explanations(cells)
        hidden = [cell for cell, number in zip(cells, protected(cells), strict=True) if number is None]
        for number, cell in enumerate(hidden):
            still = {way[number] for way in ways}
            assert cell in still
            assert len([value for value in still if value < 6]) >= 3

    @given(st.lists(st.integers(0, 400), min_size=2, max_size=24))
    @settings(deadline=None)
    def test_nothing_below_6_is_given_and_nothing_large_is_lost_without_need(self, cells):
        shown = protected(cells)
        for cell, number in zip(cells, shown, strict=True):
            assert (number is None and cell < 6) or cell >= 6
            assert number is None or number == published(cell)
        if min(cells) >= 6:
            assert None not in shown


@pytest.mark.django_db
class TestTotalsOnly:
    @pytest.fixture
    def member(self, make_user: Any) -> Any:
        return make_user("elected_member")

    @pytest.fixture
    def busy(self, door: Any) -> Any:
        """Twenty-three children last week, three of them from one source; two waiting for weeks; a hidden one."""
        door.now = timezone.now()
        today = timezone.localdate()
        last_week = today - dt.timedelta(days=today.weekday() + 3)
        for number in range(20):
            arrived(door, london(last_week, 9 + number % 8), source="6")
        contact = arrived(door, london(last_week, 20), "Ash", "Briar", "Cedar", source="7")
        hide(contact.children.get(position=3), door)
        return door

    def test_counts_everything_and_gives_no_small_number(self, busy, member):
        found = numbers(busy, member, now=timezone.now())
        assert not found.is_exact
        assert found.arrived == 25  # 23, the hidden one among them
        assert (found.by_source["7"], found.by_source["2A"]) == (None, None)
        assert found.by_source["6"] == 20  # the others together are 3, over 21 sources
        assert set(found.by_source) == set(Source.values)

    def test_the_page_has_no_small_number_and_no_way_to_a_list(self, busy, member):
        html = body_of(client_of(member).get("/numbers"))
        assert "/front-door/contacts" not in html
        assert "fewer than 6" in html
        cells = re.findall(r'govuk-table__cell--numeric"[^>]*><div[^>]*>([^<]*)</div>', html)
        cells += re.findall(r'th-tile__value">([^<]*)<', html)
        figures = [int(cell.strip().replace(",", "")) for cell in cells if cell.strip().replace(",", "").isdigit()]
        assert figures
        assert all(figure % 5 == 0 and figure >= 10 for figure in figures)
        # The drawing is made of the same numbers: its spoken text and its values give no other.
        spoken = " ".join(re.findall(r'aria-label="([^"]*)"', html)) + " ".join(
            re.findall(r'th-chart__value"[^>]*>([^<]*)<', html)
        )
        assert not re.search(r": [1-9](;|$)", spoken)

    def test_whole_weeks_only_so_that_nobody_counts_by_loading_the_page_again(self, busy, member):
        before = numbers(busy, member, now=timezone.now())
        arrived(busy, timezone.now() - dt.timedelta(minutes=1))
        after = numbers(busy, member, now=timezone.now())
        assert (before.flow, before.by_source, before.by_hour, before.week) == (
            after.flow,
            after.by_source,
            after.by_hour,
            after.week,
        )
        monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
        assert after.window.last == monday - dt.timedelta(days=1)
        assert [row.first.weekday() for row in after.flow] == [0] * 8

    def test_no_team_is_taken_apart_from_another(self, busy, member, make_team):
        night = make_team("emergency_duty", name="Night team")
        html = body_of(client_of(member).get("/numbers"))
        narrowed = body_of(client_of(member).get(f"/numbers?team={night.pk}"))
        assert "Night team" not in html
        assert re.sub(r'nonce="[^"]*"|value="[^"]*"', "", narrowed) == re.sub(r'nonce="[^"]*"|value="[^"]*"', "", html)

    def test_a_share_is_of_what_is_shown(self, busy, member):
        """With 3 of 10 late, "70%" beside "10" would be exact: it is left out."""
        late = surge.Numbers(
            **{
                **vars(numbers(busy, member, now=timezone.now())),
                "in_time": {"day": (published(7), published(3)), "24h": (10, 10)},
            }
        )
        assert late.share("day") is None
        assert late.share("24h") == 50


# --- Who may, and what they send --------------------------------------------------------------------------------


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("role", [code for code, role in ROLES.items() if not role.is_service])
    def test_each_role_gets_what_its_permissions_say(self, door, make_user, role):
        user = make_user(role, team=door.team)
        client = client_of(user)
        assert client.get("/numbers").status_code == (200 if user.may(Permission.NUMBERS_READ) else 403)
        assert client.get("/front-door/contacts").status_code == (200 if user.may(Permission.CONTACT_READ) else 403)
        may_export = user.may(Permission.LISTS_EXPORT)
        for page in ("/numbers", "/front-door/contacts"):
            assert (client.get(f"{page}?format=csv").status_code == 200) == may_export
        if not user.may(Permission.NUMBERS_READ):
            with pytest.raises(NotPermitted):
                surge.numbers(Scope(user, door.now))

    @pytest.mark.parametrize(
        ("filters", "sentence"),
        [
            ({"received_from-day": "31", "received_from-month": "2", "received_from-year": "2026"}, "real date"),
            ({"received_from-day": "1"}, "must include a month and year"),
            ({"received_from": dt.date(2026, 3, 2), "received_to": dt.date(2026, 3, 1)}, "not be before"),
            ({"decided_from": dt.date(2024, 3, 2), "decided_to": dt.date(2026, 3, 1)}, "a year apart"),
            ({"source": "99"}, "choose one of the answers"),
            ({"hour": "24"}, "choose one of the answers"),
            ({"weekday": "x"}, "choose one of the answers"),
            ({"team": "1';"}, "choose one of the answers"),
            ({"age": "ancient"}, "choose one of the answers"),
            ({"received_before": "soon"}, "was not complete"),
            ({"received_before": "2026-03-11T10:00:00"}, "was not complete"),
        ],
    )
    def test_a_bad_filter_is_said_and_shows_nothing(self, door, filters, sentence):
        door.now = timezone.now()
        contact = door.record()
        html = body_of(client_of(door.manager).get(list_href(**filters)))
        assert "There is a problem" in html
        assert sentence in html
        assert contact.reference not in html

    def test_filters_say_what_they_are_and_can_be_taken_off(self, door):
        door.now = timezone.now()
        contact = door.record()
        href = list_href(source="2A", decided="no", received_from=timezone.localdate() - dt.timedelta(days=3))
        html = body_of(client_of(door.manager).get(href))
        assert contact.reference in html
        assert "Source: School" in html
        without = re.search(r'href="(\?[^"]*)"><span class="govuk-visually-hidden">Remove filter: </span>Source', html)
        assert without
        assert "source" not in without[1]
        assert "decided=no" in without[1]

    def test_a_list_without_filters_is_of_the_last_eight_weeks(self, door):
        door.now = timezone.now()
        old = arrived(door, door.now - dt.timedelta(days=100))
        client = client_of(door.manager)
        assert old.reference not in body_of(client.get("/front-door/contacts"))
        assert old.reference in body_of(client.get("/front-door/contacts?decided=no"))
        first = timezone.localdate() - dt.timedelta(days=400)
        assert old.reference in body_of(
            client.get(list_href(received_from=first, received_to=first + dt.timedelta(days=360)))
        )

    def test_names_are_text(self, door):
        door.now = timezone.now()
        door.record(*named("<b>Ash</b>"))
        html = body_of(client_of(door.manager).get("/front-door/contacts"))
        assert escape("<b>Ash</b>") in html
        assert "<b>Ash</b>" not in html

    def test_pages_cost_the_same_however_many_children(self, door, django_assert_max_num_queries):
        door.now = timezone.now()
        for _ in range(3):
            door.analysed(*named("Ash", "Briar", "Cedar", "Dale"))
        client = client_of(door.manager)
        client.get("/numbers")
        for page, most in (("/numbers", 9), ("/front-door/contacts", 8)):
            with django_assert_max_num_queries(most):
                assert client.get(page).status_code == 200
