"""Who can a visitor to the demo be? One account for each role, with a thing to try."""

from __future__ import annotations

from typing import NamedTuple

DOMAIN = "severnshire.example"
#: The same for every account of the demo, and printed by `threshold demo`. It protects nothing: nobody is real.
PASSWORD = "river-lantern-threshold"  # noqa: S105


class Account(NamedTuple):
    """An account for visitors, as `threshold demo` prints it."""

    email: str
    name: str
    role: str
    try_this: str


ACCOUNTS: tuple[Account, ...] = tuple(
    Account(f"{local}@{DOMAIN}", name, role, try_this)
    for local, name, role, try_this in (
        ("officer", "Olive Fernsby", "Contact officer", "Take a telephone call, screen it and ask the police"),
        ("student", "Stan Quillfeather", "Student social worker", "Gather and propose; find that deciding is refused"),
        ("socialworker", "Sadie Wren", "Social worker", "Decide for each child of a contact that is analysed"),
        ("manager", "Maud Larkspur", "Team manager", "Sign off what waits for you, or return it with what to do"),
        ("edt", "Edgar Nightingale", "Emergency duty social worker", "Keep tonight's log and hand it over"),
        ("earlyhelp", "Effie Tansy", "Early help practitioner", "See the families of your own team, and no others"),
        ("earlyhelp.manager", "Elmer Sorrel", "Early help manager", "Accept a family, or send it back with a reason"),
        ("familyhelp", "Fern Ashdown", "Social worker, family help", "See the children who are yours"),
        (
            "familyhelp.manager",
            "Felix Burdock",
            "Team manager, family help",
            "Accept hand-overs and give each a worker",
        ),
        ("chair", "Cora Millstream", "Conference chair", "Read a record; try to change it"),
        ("lado", "Laurie Oxlip", "Designated officer (LADO)", "Receive an allegation against a coach"),
        ("auditor", "Audrey Plumtree", "Auditor", "Audit a decision with the worker; grade one blind as moderator"),
        ("quality", "Quentin Rush", "Quality assurance lead", "Draw a sample, look at an alert, write the bulletin"),
        (
            "analyst",
            "Amos Figgin",
            "Performance analyst",
            "Follow a number to its list; ask what a doubling of demand would do",
        ),
        ("leader", "Lorna Hawksbeard", "Senior leader", "Sign a finding off as closed; approve the quarterly report"),
        (
            "improvement",
            "Imogen Sedge",
            "Improvement lead",
            "Import an inspection report; follow a finding to its proof",
        ),
        ("member", "Merle Cobnut", "Elected member", "Read the plan on one page; no child anywhere"),
        ("commissioner", "Corin Alder", "Commissioner", "Read the evidence and file a recommendation"),
        ("improvement.partner", "Ivo Linden", "Improvement partner", "Audit beside one of the county's auditors"),
        ("partner", "Petra Hollyoak", "Partner professional", "Use the public form; see no record"),
        ("admin", "Ada Bellweather", "Administrator", "Make an account and read the audit log"),
    )
)
