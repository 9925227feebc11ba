"""Which tables, columns and elements has the children in need census, for each year from 2021-22 to 2026-27?

Source: the census's schemas of 2022 to 2026 and, for the module on pre-proceedings (from 2026-27), the published draft
of its items. Column names and numbers are the department's.
"""

from __future__ import annotations

from tally.cin.codes import CODE_SETS
from tally.read.elements import Element, Tree
from tally.tables import Collection, Column, Kind, Table

K = Kind
#: From when the module on pre-proceedings and family group decision-making is asked for.
FROM_PRE_PROCEEDINGS = "2026-27"

TABLES = (
    Table(
        "Header",
        (
            Column("Collection", K.TEXT),
            Column("Year", K.YEAR),
            Column("ReferenceDate", K.DATE, number="N00603"),
            Column("SourceLevel", K.TEXT),
            Column("LEA", K.TEXT),
            Column("SoftwareCode", K.TEXT),
            Column("Release", K.TEXT),
            Column("SerialNo", K.TEXT),
            Column("DateTime", K.MOMENT),
        ),
        title="Who sends the return, and about which year",
    ),
    Table("Child", (), title="A child, whatever is known about them"),
    Table(
        "ChildIdentifiers",
        (
            Column("LAchildID", K.TEXT, number="N00097"),
            Column("UPN", K.TEXT, number="N00001"),
            Column("FormerUPN", K.TEXT, number="N00002"),
            Column("UPNunknown", K.CODE, "UPNunknown", "N00135"),
            Column("PersonBirthDate", K.DATE, number="N00066"),
            Column("ExpectedPersonBirthDate", K.DATE, number="N00098"),
            Column("GenderCurrent", K.CODE, "Gender", "N00065", until="2023-24"),
            Column("Sex", K.CODE, "Sex", "N00783", since="2024-25"),
            Column("PersonDeathDate", K.DATE, number="N00108"),
        ),
        parent="Child",
        title="Who the child is",
    ),
    Table(
        "ChildCharacteristics",
        (Column("Ethnicity", K.CODE, "Ethnicity", "N00177"),),
        parent="Child",
        title="The child's ethnicity",
    ),
    Table(
        "Disabilities",
        (Column("Disability", K.CODE, "Disability", "N00099"),),
        parent="ChildCharacteristics",
        title="One disability of a child",
    ),
    Table(
        "CINdetails",
        (
            Column("CINreferralDate", K.DATE, number="N00100"),
            Column("ReferralSource", K.CODE, "ReferralSource", "N00152"),
            Column("PrimaryNeedCode", K.CODE, "PrimaryNeed", "N00101"),
            Column("CINclosureDate", K.DATE, number="N00102"),
            Column("ReasonForClosure", K.CODE, "ReasonForClosure", "N00103"),
            Column("DateOfInitialCPC", K.DATE, number="N00110"),
            Column("ReferralNFA", K.FLAG, number="N00112"),
        ),
        parent="Child",
        title="One episode of need, from referral to closure",
    ),
    Table(
        "Assessments",
        (
            Column("AssessmentActualStartDate", K.DATE, number="N00159"),
            Column("AssessmentInternalReviewDate", K.DATE),
            Column("AssessmentAuthorisationDate", K.DATE, number="N00160"),
        ),
        parent="CINdetails",
        title="An assessment",
    ),
    Table(
        "FactorsIdentifiedAtAssessment",
        (Column("AssessmentFactors", K.CODE, "AssessmentFactors", "N00181"),),
        parent="Assessments",
        title="One factor that an assessment identified",
    ),
    Table(
        "CINPlanDates",
        (Column("CINPlanStartDate", K.DATE, number="N00689"), Column("CINPlanEndDate", K.DATE, number="N00690")),
        parent="CINdetails",
        title="A child in need plan",
    ),
    Table(
        "Section47",
        (
            Column("S47ActualStartDate", K.DATE, number="N00148"),
            Column("InitialCPCtarget", K.DATE, number="N00109"),
            Column("DateOfInitialCPC", K.DATE, number="N00110"),
            Column("ICPCnotRequired", K.FLAG, number="N00111"),
        ),
        parent="CINdetails",
        title="A section 47 enquiry",
    ),
    Table(
        "ChildProtectionPlans",
        (
            Column("CPPstartDate", K.DATE, number="N00105"),
            Column("CPPendDate", K.DATE, number="N00115"),
            Column("InitialCategoryOfAbuse", K.CODE, "CategoryOfAbuse", "N00113"),
            Column("LatestCategoryOfAbuse", K.CODE, "CategoryOfAbuse", "N00114"),
            Column("NumberOfPreviousCPP", K.NUMBER, number="N00106"),
        ),
        parent="CINdetails",
        title="A child protection plan",
    ),
    Table(
        "Reviews",
        (Column("CPPreviewDate", K.DATE, number="N00116"),),
        parent="ChildProtectionPlans",
        title="A review of a child protection plan",
    ),
    Table(
        "PreProceedingsandFGDM",
        (
            Column("PPStartDate", K.DATE, number="N00826"),
            Column("LBPSentDate", K.DATE, number="N00827"),
            Column("FGDMMeetingOffer", K.FLAG, number="N00828"),
            Column("FGDMMeetingFac", K.FLAG, number="N00829"),
            Column("InitialPPMeetingDate", K.DATE, number="N00830"),
            Column("ReviewMeetingsCount", K.NUMBER, number="N00831"),
            Column("StepDecisionDate", K.DATE, number="N00832"),
            Column("PPOutcome", K.CODE, "PPOutcome", "N00833"),
            Column("CourtAppDate", K.DATE, number="N00834"),
            Column("LetterInitCPDate", K.DATE),
        ),
        parent="CINdetails",
        title="Pre-proceedings and family group decision-making (from 2026-27)",
    ),
)

CIN = Collection(
    code="cin",
    title="Children in need census",
    tables=TABLES,
    code_sets=CODE_SETS,
    years=("2021-22", "2022-23", "2023-24", "2024-25", "2025-26", "2026-27"),
)


def _one(name: str, *, since: str = "", until: str = "") -> Element:
    """An item that must be there once."""
    return Element(name, since=since, until=until)


def _maybe(name: str) -> Element:
    return Element(name, least=0)


def _many(name: str, *children: Element, least: int = 0, table: str = "", since: str = "") -> Element:
    return Element(name, children, least=least, most=None, table=table or name, since=since)


_HEADER = Element(
    "Header",
    (
        Element(
            "CollectionDetails", (_maybe("Collection"), _maybe("Year"), _maybe("ReferenceDate"))
        ),
        Element(
            "Source",
            (
                _maybe("SourceLevel"), _one("LEA"), _maybe("SoftwareCode"), _maybe("Release"), _maybe("SerialNo"),
                _maybe("DateTime"),
            ),
        ),
    ),
    table="Header",
)  # fmt: skip

_ASSESSMENT = _many(
    "Assessments",
    _one("AssessmentActualStartDate"),
    _maybe("AssessmentInternalReviewDate"),
    _maybe("AssessmentAuthorisationDate"),
    Element(
        "FactorsIdentifiedAtAssessment",
        (_many("AssessmentFactors", least=1, table="FactorsIdentifiedAtAssessment"),),
        least=0,
    ),
)

_SECTION_47 = _many(
    "Section47",
    _one("S47ActualStartDate"),
    _maybe("InitialCPCtarget"),
    _maybe("DateOfInitialCPC"),
    _one("ICPCnotRequired"),
)

_PLAN = _many(
    "ChildProtectionPlans",
    _one("CPPstartDate"),
    _maybe("CPPendDate"),
    _one("InitialCategoryOfAbuse"),
    _one("LatestCategoryOfAbuse"),
    _one("NumberOfPreviousCPP"),
    # The schema has one `Reviews` with every date in it; systems also write one for each date. Both are read.
    Element("Reviews", (_many("CPPreviewDate", least=1, table="Reviews"),), least=0, most=None, stands_empty="Reviews"),
)

_PRE_PROCEEDINGS = _many(
    "PreProceedingsandFGDM",
    *(_maybe(column.name) for column in CIN.table("PreProceedingsandFGDM").columns),
    since=FROM_PRE_PROCEEDINGS,
)

_CHILD = _many(
    "Child",
    Element(
        "ChildIdentifiers",
        (
            _one("LAchildID"),
            _maybe("UPN"),
            _maybe("FormerUPN"),
            _maybe("UPNunknown"),
            _maybe("PersonBirthDate"),
            _maybe("ExpectedPersonBirthDate"),
            _one("GenderCurrent", until="2023-24"),
            _one("Sex", since="2024-25"),
            _maybe("PersonDeathDate"),
        ),
        table="ChildIdentifiers",
    ),
    Element(
        "ChildCharacteristics",
        (_one("Ethnicity"), Element("Disabilities", (_many("Disability", least=1, table="Disabilities"),), least=0)),
        table="ChildCharacteristics",
    ),
    _many(
        "CINdetails",
        _one("CINreferralDate"),
        _one("ReferralSource"),
        _maybe("PrimaryNeedCode"),
        _maybe("CINclosureDate"),
        _maybe("ReasonForClosure"),
        _maybe("DateOfInitialCPC"),
        _ASSESSMENT,
        _many("CINPlanDates", _one("CINPlanStartDate"), _maybe("CINPlanEndDate")),
        _SECTION_47,
        _one("ReferralNFA"),
        _PLAN,
        _PRE_PROCEEDINGS,
        least=1,
    ),
)

TREE = Tree(root="Message", others=(_HEADER,), children_in="Children", child=_CHILD)
