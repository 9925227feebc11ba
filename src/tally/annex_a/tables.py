"""Which lists and columns has Annex A: what Ofsted asks an authority to hand over when an inspection begins?

Source: Ofsted's eleven child-level lists, as they are described by those who load them (2024). Lists and columns have
Ofsted's own titles, so that a finding names what stands in the workbook. Nothing of them changes with the collection
year. Children are told apart by their identifier, in every list but the last, which is about adopters.
"""

from __future__ import annotations

from tally.annex_a.codes import CODE_SETS
from tally.tables import Collection, Column, Kind, Table

K = Kind
#: The column that says which child a row is about.
CHILD = "Child Unique ID"
#: The columns that say the same of a child in every list, but for its age.
GENDER, ETHNICITY, BIRTH, AGE = "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"

_ID = Column(CHILD, needed=True)
_ABOUT = (Column(GENDER, K.CODE, "Gender", needed=True), Column(ETHNICITY, K.CODE, "Ethnicity", needed=True))
_AGE = (Column(BIRTH, K.DATE), Column(AGE, K.NUMBER))
_CHILD = (_ID, *_ABOUT, *_AGE)

TABLES = (
    Table(
        "Contacts",
        (
            *_CHILD,
            Column("Date of Contact", K.DATE, needed=True),
            Column("Contact Source", K.CODE, "Source", needed=True),
        ),
        title="Contacts of the last six months, one row a child",
        person=CHILD,
    ),
    Table(
        "Early help",
        (
            *_CHILD,
            Column("Assessment start date", K.DATE, needed=True),
            Column("Assessment completion date", K.DATE),
            Column("Organisation completing assessment", needed=True),
        ),
        title="Early help assessments of the last six months, and early help that runs",
        person=CHILD,
    ),
    Table(
        "Referrals",
        (
            *_CHILD,
            Column("Date of referral", K.DATE, needed=True),
            Column("Referral Source", K.CODE, "Source", needed=True),
            Column("Referral NFA?", K.FLAG, needed=True),
            Column("Number of Referrals in Last 12 Months", K.NUMBER, needed=True),
            Column("Allocated Team", needed=True),
            Column("Allocated Worker", needed=True),
        ),
        title="Referrals of the last six months",
        person=CHILD,
    ),
    Table(
        "Assessments",
        (
            *_CHILD,
            Column("Does the Child have a Disability", K.CODE, "Yes, no or unknown", needed=True),
            Column("Continuous Assessment Start Date", K.DATE, needed=True),
            Column("Child Seen During Continuous Assessment", K.CODE, "Yes, no or unknown", needed=True),
            Column("Continuous Assessment Date of Authorisation", K.DATE),
            Column("Was the child assessed as requiring LA children's social care support?", K.FLAG),
            Column("Allocated Team", needed=True),
            Column("Allocated Worker", needed=True),
        ),
        title="Assessments of the last six months, with those still open",
        person=CHILD,
    ),
    Table(
        "Section 47 enquiries and ICPCs",
        (
            *_CHILD,
            Column("Does the Child have a Disability", K.CODE, "Yes, no or unknown", needed=True),
            Column("Strategy discussion initiating Section 47 Enquiry Start Date", K.DATE, needed=True),
            Column("Was an Initial Child Protection Conference deemed unnecessary?", K.FLAG),
            Column("Date of Initial Child Protection Conference", K.DATE),
            Column(
                "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                K.CODE,
                "Yes, no or unknown",
            ),
            Column("Number of Section 47 Enquiries in the last 12 months", K.NUMBER, needed=True),
            Column("Number of ICPCs in the last 12 months", K.NUMBER, needed=True),
            Column("Allocated Team", needed=True),
            Column("Allocated Worker", needed=True),
        ),
        title="Section 47 enquiries of the last six months, with those still open, and what conference followed",
        person=CHILD,
    ),
    Table(
        "Children in need",
        (
            *_CHILD,
            Column("Does the Child have a Disability", K.CODE, "Yes, no or unknown", needed=True),
            Column("CIN Start Date", K.DATE),
            Column("Primary Need Code", K.CODE, "Need", needed=True),
            Column("Date Child Was Last Seen", K.DATE),
            Column("CIN Closure Date", K.DATE),
            Column("Reason for Closure", K.CODE, "Closure"),
            Column("Case Status", K.CODE, "Status", needed=True),
            Column("Allocated Team", needed=True),
            Column("Allocated Worker", needed=True),
        ),
        title="Children in need at the inspection or in the six months before",
        person=CHILD,
    ),
    Table(
        "Child protection",
        (
            *_CHILD,
            Column("Does the Child have a Disability", K.CODE, "Yes, no or unknown", needed=True),
            Column("Child Protection Plan Start Date", K.DATE, needed=True),
            Column("Initial Category of Abuse", K.CODE, "Abuse", needed=True),
            Column("Latest Category of Abuse", K.CODE, "Abuse", needed=True),
            Column("Date of the Last Statutory Visit", K.DATE),
            Column("Was the Child Seen Alone?", K.CODE, "Yes, no or unknown"),
            Column("Date of latest review conference", K.DATE),
            Column("Child Protection Plan End Date", K.DATE),
            Column(
                "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
                K.FLAG,
                needed=True,
            ),
            Column("Number of Previous Child Protection Plans", K.NUMBER, needed=True),
            Column("Allocated Team", needed=True),
            Column("Allocated Worker", needed=True),
        ),
        title="Children with a child protection plan at the inspection or in the six months before",
        person=CHILD,
    ),
    Table(
        "Children in care",
        (
            *_CHILD,
            Column("Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)", K.FLAG, needed=True),
            Column("Does the Child have a Disability", K.CODE, "Yes, no or unknown", needed=True),
            Column("Date Started to be Looked After", K.DATE, needed=True),
            Column("Child's Category of Need", K.CODE, "Need", needed=True),
            Column(
                "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
                K.FLAG,
                needed=True,
            ),
            Column("Start date of current legal status", K.DATE, needed=True),
            Column("Child's Legal Status", K.CODE, "Legal status", needed=True),
            Column("Date of Latest Statutory Review", K.DATE),
            Column("Date of Last Social Work Visit", K.DATE),
            Column("What is the permanence plan for this child?", K.CODE, "Permanence"),
            Column("Date of Last IRO Visit / Contact to the Child", K.DATE),
            Column("Date of Last Health Assessment", K.DATE),
            Column("Date of Last Dental Check", K.DATE),
            Column("Number of Placements in the Last 12 months", K.NUMBER, needed=True),
            Column("Date Ceased to be Looked After", K.DATE),
            Column("Reason Ceased to be Looked After", K.CODE, "Ceased"),
            Column("Start Date of Most Recent Placement", K.DATE, needed=True),
            Column("Placement Type", K.CODE, "Placement", needed=True),
            Column("Placement Provider", K.CODE, "Provider", needed=True),
            Column("Placement postcode", needed=True),
            Column("URN of Placement"),
            Column("Placement Location", K.CODE, "Location", needed=True),
            Column("LA of Placement", needed=True),
            Column(
                "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
                K.NUMBER,
                needed=True,
            ),
            Column(
                "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
                K.NUMBER,
                needed=True,
            ),
            Column("Was the child offered a Return Interview after their last missing episode (Y/N)?", K.FLAG),
            Column("Did the child accept a Return Interview after their last missing episode (Y/N)?", K.FLAG),
            Column("Allocated Team", needed=True),
            Column("Allocated Worker", needed=True),
        ),
        title="Children looked after at the inspection or in the six months before",
        person=CHILD,
    ),
    Table(
        "Leaving care services",
        (
            *_CHILD,
            Column(
                "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)", K.FLAG, needed=True
            ),
            Column("Does the Child have a Disability", K.CODE, "Yes, no or unknown", needed=True),
            Column("Allocated Team", needed=True),
            Column("Allocated Worker", needed=True),
            Column("Allocated Personal Advisor", needed=True),
            Column("Eligibility Category", K.CODE, "Eligibility", needed=True),
            Column("Latest Pathway Plan Review Date", K.DATE),
            Column("LA in Touch", K.CODE, "In touch", needed=True),
            Column("Latest Date of Contact", K.DATE),
            Column("Type of Accommodation", K.CODE, "Accommodation"),
            Column("Suitability of Accommodation", K.CODE, "Suitability"),
            Column("Activity Status", K.CODE, "Activity"),
        ),
        title="Young people entitled to leaving care services at the inspection",
        person=CHILD,
    ),
    Table(
        "Adoption",
        (
            _ID,
            Column("Family identifier"),
            *_ABOUT,
            *_AGE,
            Column("Does the Child have a Disability", K.CODE, "Yes, no or unknown", needed=True),
            Column("Date the Child Entered Care", K.DATE, needed=True),
            Column("Date of Decision that Child Should be Placed for Adoption", K.DATE, needed=True),
            Column("Date of Placement Order", K.DATE),
            Column("Date of Matching Child and Prospective Adopters", K.DATE),
            Column("Date Placed for Adoption", K.DATE),
            Column("Date of Adoption Order", K.DATE),
            Column("Date of Decision that Child Should No Longer be Placed for Adoption", K.DATE),
            Column("Reason Why Child No Longer Placed for Adoption", K.CODE, "Reversal"),
            Column("Date the child was placed for fostering in FFA or concurrent planning placement", K.DATE),
        ),
        title="Children who were to be adopted, or were, in the last twelve months",
        person=CHILD,
    ),
    Table(
        "(Prospective) adopters",
        (
            Column("Individual adopter identifier", needed=True),
            Column("Family identifier"),
            *_ABOUT,
            Column("Disability", K.CODE, "Yes, no or unknown", needed=True),
            Column("Is the (prospective) adopter fostering for adoption?", K.FLAG, needed=True),
            Column("Date enquiry received", K.DATE, needed=True),
            Column("Date Stage 1 started", K.DATE),
            Column("Date Stage 1 ended", K.DATE),
            Column("Date Stage 2 started", K.DATE),
            Column("Date Stage 2 ended", K.DATE),
            Column("Date application submitted", K.DATE),
            Column("Date application approved", K.DATE),
            Column("Date adopter matched with child(ren)", K.DATE),
            Column("Date child/children placed with adopter(s)", K.DATE),
            Column("No. of children placed", K.NUMBER),
            Column("Date of Adoption Order", K.DATE),
            Column("Date of leaving adoption process", K.DATE),
            Column("Reason for leaving adoption process", K.CODE, "Leaving adoption"),
        ),
        title="Whoever was in contact with the adoption agency in the last twelve months",
    ),
)

ANNEX_A = Collection(
    code="annex-a",
    title="Annex A",
    tables=TABLES,
    code_sets=CODE_SETS,
    years=("2021-22", "2022-23", "2023-24", "2024-25", "2025-26", "2026-27"),
)
#: The number that Ofsted gives each list.
NUMBERS = {table.name: number for number, table in enumerate(TABLES, start=1)}
