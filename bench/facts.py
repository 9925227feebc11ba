"""What `bench/run.py` needs of the database: sessions, pages that exist, and how long a bare and a real write take."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.utils import timezone

from threshold.access.models import Membership, Team, User
from threshold.access.scope import Scope
from threshold.core import journal
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.matching import likenesses
from threshold.frontdoor.models import Contact, Decision
from threshold.people.models import Household, Person, Restriction

TIMES = 300
#: Records that the reader may not see.
RESTRICTED = 200


def somebody(email: str, role: str, team: Team | None) -> User:
    user, is_new = User.objects.get_or_create(
        email=email, defaults={"name": "Bench Person", "social_work_registration": "SW000001"}
    )
    if is_new:
        Membership.objects.create(user=user, role=role, team=team, starts_on=dt.date(2020, 1, 1))
    return User.objects.get(pk=user.pk)


def session_of(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def median_ms(act: object) -> float:
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()  # type: ignore[operator]
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def restrict_some(manager: User, now: dt.datetime) -> None:
    """Hide some records from the bench's reader, as in a real authority: a page must not be quick only without any."""
    if Restriction.objects.filter(reason="Bench").exists():
        return
    children = Person.objects.filter(kind="child").order_by("pk").values_list("pk", flat=True)[::400]
    Restriction.objects.bulk_create(
        Restriction(
            person_id=pk, kind="allow_list", message="Ask the service manager", reason="Bench", starts_at=now,
            started_by=manager,
        )
        for pk in list(children)[:RESTRICTED]
    )  # fmt: skip


def strangers(number: int) -> list[dict[str, object]]:
    """Children as a form tells of them who are nearly somebody on file: a letter and a day are wrong."""
    found = Person.objects.filter(kind="child", birth_on__isnull=False).order_by("pk")[: number * 20 : 20]
    return [
        {
            "given_name": child.given_name, "family_name": child.family_name[:-1] + "e",
            "birth_on": child.birth_on + dt.timedelta(days=1), "sex": child.sex,
        }
        for child in found
    ]  # fmt: skip


def main() -> None:
    team = Team.objects.filter(kind="front_door").order_by("pk").first()
    assert team is not None
    manager = somebody("bench.manager@severnshire.example", "team_manager", team)
    member = somebody("bench.member@severnshire.example", "elected_member", None)
    now = timezone.now()

    def bare() -> None:
        with transaction.atomic():
            row = Household.objects.create(created_at=now)
            journal.record("bench.bare_insert", by=manager, now=now, subject=row)

    def record() -> None:
        actions.record_contact(
            by=manager, now=timezone.now(), team=team, channel="phone", source="2A",
            received_at=now - dt.timedelta(hours=1), story={"what_happened": "A worry.\n\nIn two paragraphs."},
            children=[NamedChild(details={"kind": "child", "given_name": "Bench", "family_name": "Person"})],
        )  # fmt: skip

    def rows_written() -> float:
        cursor.execute("SELECT sum(n_tup_ins) FROM pg_stat_xact_user_tables")
        return float(cursor.fetchone()[0])

    restrict_some(manager, now)
    with connection.cursor() as cursor:
        writes = {"bare": median_ms(bare), "record": median_ms(record)}
        with transaction.atomic():
            before = rows_written()
            record()
            writes["rows"] = rows_written() - before
            transaction.set_rollback(True)
        cursor.execute("ANALYZE")
    newcomers = itertools.cycle(strangers(TIMES))
    writes["match"] = median_ms(lambda: likenesses(Scope(manager, now), next(newcomers)))
    contacts = [contact.reference for contact in Contact.objects.order_by("-pk")[1000:1040]]
    people = [person.reference for person in Person.objects.filter(kind="child").order_by("-pk")[1000:1040]]
    names = [person.family_name for person in Person.objects.filter(kind="child").order_by("pk")[500:520]]
    waiting = Decision.objects.filter(is_current=True, state="awaiting_sign_off").select_related(
        "contact", "child__person"
    )[:20]
    pages = {
        "my day": ["/my-day"],
        "board": ["/front-door"],
        "contact": [f"/contacts/{reference}" for reference in contacts],
        "child": [f"/people/{reference}" for reference in people],
        "search": [f"/search?q={name}" for name in names],
        "sign-off queue": ["/sign-off"],
    }
    if waiting:
        pages["sign-off"] = [
            f"/contacts/{d.contact.reference}/children/{d.child.person.reference}/sign-off" for d in waiting
        ]
    print(
        json.dumps(
            {
                "session": session_of(manager), "bare_session": session_of(member), "pages": pages,
                "people": Person.objects.count(), "writes": writes,
            }
        )
    )  # fmt: skip


main()
