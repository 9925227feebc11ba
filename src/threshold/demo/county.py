"""Who works in Severnshire? Its teams, staff and partner organisations. Everything here is made up.

Staff are named by the part of their address before the @, teams and organisations by short codes: the plan uses
these, and `set_up` finds or makes the rows behind them.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from threshold.access.models import Membership, Team, User
from threshold.demo.accounts import ACCOUNTS, DOMAIN, PASSWORD
from threshold.people import actions as people
from threshold.people.models import Organisation


class TeamPlan(NamedTuple):
    code: str
    name: str
    kind: str


TEAMS = (
    TeamPlan("ash", "Family Front Door: Ash team", "front_door"),
    TeamPlan("birch", "Family Front Door: Birch team", "front_door"),
    TeamPlan("edt", "Emergency duty team", "emergency_duty"),
    TeamPlan("fh_north", "Family help North", "family_help"),
    TeamPlan("fh_south", "Family help South", "family_help"),
    TeamPlan("fh_west", "Family help West", "family_help"),
    TeamPlan("eh_east", "Early help East", "early_help"),
    TeamPlan("eh_west", "Early help West", "early_help"),
    TeamPlan("protection", "Child protection", "protection"),
    TeamPlan("lado", "Allegations against adults", "lado"),
    TeamPlan("fostering", "Private fostering", "private_fostering"),
    TeamPlan("leadership", "Leadership and quality", "leadership"),
)


class Staff(NamedTuple):
    """`local` is the part of the e-mail address before the @."""

    local: str
    name: str
    role: str
    team: str
    job: str
    is_registered: bool = False


def _staff(team: str, role: str, job: str, names: str, *, registered: bool = False) -> list[Staff]:
    people = (name.strip() for name in names.split(","))
    return [Staff(name.lower().replace(" ", "."), name, role, team, job, registered) for name in people]


_VISITORS = {account.email.partition("@")[0]: account.name for account in ACCOUNTS}


def _visitor(local: str, role: str, team: str, job: str, *, registered: bool = False) -> list[Staff]:
    return [Staff(local, _VISITORS[local], role, team, job, registered)]


STAFF: tuple[Staff, ...] = (
    *_visitor("manager", "team_manager", "ash", "Team manager", registered=True),
    *_staff("ash", "team_manager", "Assistant team manager", "Mabel Tarragon", registered=True),
    *_visitor("socialworker", "social_worker", "ash", "Social worker", registered=True),
    *_staff(
        "ash", "social_worker", "Social worker", "Silas Pennyroyal, Saffron Dale, Sorrel Whitlow", registered=True
    ),
    *_visitor("officer", "contact_officer", "ash", "Contact officer"),
    *_staff("ash", "contact_officer", "Contact officer", "Otis Campion, Opal Medlar, Odette Speedwell"),
    *_visitor("student", "student", "ash", "Student social worker"),
    *_staff("birch", "team_manager", "Team manager", "Magnus Yarrow, Minnie Teasel", registered=True),
    *_staff(
        "birch", "social_worker", "Social worker", "Selwyn Bracken, Stella Harebell, Sunil Marigold, Sian Foxglove",
        registered=True,
    ),
    *_staff("birch", "contact_officer", "Contact officer", "Oscar Bramling, Orla Celandine, Osman Thrift, Olga Vetch"),
    *_staff("birch", "student", "Student social worker", "Suki Barberry"),
    *_visitor("edt", "edt", "edt", "Emergency duty social worker", registered=True),
    *_staff("edt", "edt", "Emergency duty social worker", "Esme Dusk, Ezra Moonwort, Enid Candlewick", registered=True),
    *_visitor("familyhelp.manager", "team_manager", "fh_north", "Team manager", registered=True),
    *_visitor("familyhelp", "social_worker", "fh_north", "Social worker", registered=True),
    *_staff("fh_north", "social_worker", "Social worker", "Fabian Thistle, Farah Comfrey", registered=True),
    *_staff("fh_south", "team_manager", "Team manager", "Florence Hyssop", registered=True),
    *_staff(
        "fh_south", "social_worker", "Social worker", "Frank Bilberry, Freda Lovage, Fola Samphire", registered=True
    ),
    *_staff("fh_west", "team_manager", "Team manager", "Fergus Bluebell", registered=True),
    *_staff(
        "fh_west", "social_worker", "Social worker", "Fiona Cowslip, Faisal Clover, Flora Eyebright", registered=True
    ),
    *_visitor("earlyhelp.manager", "early_help_manager", "eh_east", "Early help manager"),
    *_visitor("earlyhelp", "early_help_practitioner", "eh_east", "Early help practitioner"),
    *_staff("eh_east", "early_help_practitioner", "Early help practitioner", "Edie Catmint, Elias Borage"),
    *_staff("eh_west", "early_help_manager", "Early help manager", "Esther Woodruff"),
    *_staff(
        "eh_west", "early_help_practitioner", "Early help practitioner", "Evan Chervil, Eliza Mallow, Emeka Burnet"
    ),
    *_staff("protection", "team_manager", "Child protection manager", "Pearl Mugwort", registered=True),
    *_staff("protection", "social_worker", "Social worker", "Percy Valerian, Paloma Betony", registered=True),
    *_visitor("chair", "conference_chair", "protection", "Conference chair", registered=True),
    *_visitor("lado", "lado", "lado", "Designated officer", registered=True),
    *_staff("fostering", "team_manager", "Private fostering lead", "Pippa Gorse", registered=True),
    *_staff("fostering", "social_worker", "Social worker", "Piers Mullein", registered=True),
    *_visitor("leader", "senior_leader", "leadership", "Director of children's services", registered=True),
    *_visitor("quality", "quality_lead", "leadership", "Quality assurance lead", registered=True),
    *_visitor("auditor", "auditor", "leadership", "Auditor", registered=True),
    *_staff("leadership", "auditor", "Auditor", "Alban Rowan, Avis Medick", registered=True),
    *_staff("leadership", "senior_leader", "Assistant director", "Linnet Broom", registered=True),
    *_visitor("analyst", "analyst", "leadership", "Performance analyst"),
    *_visitor("improvement", "improvement_lead", "", "Improvement lead"),
    *_visitor("member", "elected_member", "", "Lead member for children"),
    *_visitor("commissioner", "commissioner", "", "Commissioner for children's services"),
    *_visitor("improvement.partner", "improvement_partner", "", "Improvement partner, Marchshire Council"),
    *_visitor("partner", "partner", "", "Designated safeguarding lead, Thornwick Academy"),
    *_visitor("admin", "administrator", "", "System administrator"),
)  # fmt: skip


@cache
def staff_of(team: str, *roles: str) -> tuple[str, ...]:
    """The addresses' local parts of those who hold one of these roles in a team."""
    return tuple(person.local for person in STAFF if person.team == team and person.role in roles)


# --- Partners -------------------------------------------------------------------------------------------------


class Partner(NamedTuple):
    """An organisation and those of its people who ring up: (name, job)."""

    code: str
    name: str
    kind: str
    urn: str
    people: tuple[tuple[str, str], ...]


def _partners() -> tuple[Partner, ...]:
    rows = tomllib.loads((Path(__file__).parent / "partners.toml").read_text(encoding="utf-8"))["partners"]
    return tuple(
        Partner(row["code"], row["name"], row["kind"], row.get("urn", ""), tuple((n, j) for n, j in row["people"]))
        for row in rows
    )


PARTNERS = _partners()
PARTNER = {partner.code: partner for partner in PARTNERS}
SCHOOLS = tuple(partner.code for partner in PARTNERS if partner.kind == "school")


def email_of(name: str, partner: str) -> str:
    """An address that cannot exist: .example is reserved."""
    return f"{name.lower().replace(' ', '.')}@{partner.replace('_', '-')}.example"


def telephone_of(number: int) -> str:
    """A number of the range that Ofcom keeps for drama: 01632 960000 to 960999."""
    return f"01632 960{number % 1000:03}"


# --- The rows behind the names --------------------------------------------------------------------------------


@dataclass(frozen=True)
class County:
    """The rows that the plan's names stand for."""

    users: Mapping[str, User]
    teams: Mapping[str, Team]
    organisations: Mapping[str, Organisation]


def is_there() -> bool:
    return User.objects.filter(email=ACCOUNTS[0].email).exists()


def set_up(*, started: dt.datetime) -> County:
    """Make the teams, staff and organisations, as they were when the authority began to use Threshold.

    Accounts and teams are rows of their own: nobody is there yet who could make them by an action.
    """
    began = dt.date(started.year - 3, 4, 1)
    for team in TEAMS:
        email = f"{team.code.replace('_', '.')}@{DOMAIN}"
        Team.objects.create(name=team.name, kind=team.kind, email=email, starts_on=began)
    teams = {team.code: Team.objects.get(name=team.name) for team in TEAMS}
    password = make_password(PASSWORD)
    for number, person in enumerate(STAFF, start=1):
        user = User.objects.create(
            email=f"{person.local}@{DOMAIN}",
            name=person.name,
            job_title=person.job,
            social_work_registration=f"SW999{number:04}" if person.is_registered else "",
            password=password,
        )
        Membership.objects.create(
            user=user, role=person.role, team=teams[person.team] if person.team else None, starts_on=began
        )
    clerk = User.objects.get(email=f"{STAFF[0].local}@{DOMAIN}")
    number = 0
    for partner in PARTNERS:
        number += 1
        organisation = people.record_organisation(
            by=clerk, now=started, name=partner.name, kind=partner.kind, urn=partner.urn,
            telephone=telephone_of(number), email=f"office@{partner.code.replace('_', '-')}.example",
            starts_on=began,
        )  # fmt: skip
        for name, job in partner.people:
            number += 1
            people.record_professional(
                organisation, by=clerk, now=started, name=name, job_title=job, telephone=telephone_of(number),
                email=email_of(name, partner.code),
            )  # fmt: skip
    return load()


def load() -> County:
    """The rows of a county that is there."""
    users = {person.local: User.objects.get(email=f"{person.local}@{DOMAIN}") for person in STAFF}
    users["worker"] = User.objects.service("worker_service")
    return County(
        users=users,
        teams={team.code: Team.objects.get(name=team.name) for team in TEAMS},
        organisations={partner.code: Organisation.objects.get(name=partner.name) for partner in PARTNERS},
    )
