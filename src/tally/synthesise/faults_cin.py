"""Which faults can be planted in a children in need census?"""

from __future__ import annotations

import polars as pl

from tally.synthesise.faults import NOTHING, Fault, How, code, days

col = pl.col
_REFERRAL, _CLOSURE, _NOTHING_FOLLOWED = (
    "CINdetails.CINreferralDate", "CINdetails.CINclosureDate", "CINdetails.ReferralNFA",
)  # fmt: skip
_ASSESSED = "Assessments.AssessmentAuthorisationDate"
_BIRTH = "ChildIdentifiers.PersonBirthDate"
_FACTOR, _DISABILITY = "FactorsIdentifiedAtAssessment.AssessmentFactors", "Disabilities.Disability"
_PLAN_START, _PLAN_END = "CINPlanDates.CINPlanStartDate", "CINPlanDates.CINPlanEndDate"
_CPP_START, _CPP_END = "ChildProtectionPlans.CPPstartDate", "ChildProtectionPlans.CPPendDate"
_ENQUIRY, _CONFERENCE = "Section47.S47ActualStartDate", "Section47.DateOfInitialCPC"
_UPN, _NAME = "ChildIdentifiers.UPN", "ChildIdentifiers.LAchildID"
_DEATH = "ChildIdentifiers.PersonDeathDate"
_followed = ~col("ReferralNFA")
_of_year = col("CPPstartDate") > col("first")
_more_disabilities = col("Disability") != "NONE"


def _saturday(column: str) -> pl.Expr:
    return col(column).dt.truncate("1w") + days(5)


#: The rarer the rows they need, the earlier they stand: a child has one fault at most.
FAULTS = (
    Fault("8750", "ChildIdentifiers.Sex", "a sex before birth", code("M"),
          col("ExpectedPersonBirthDate").is_not_null()),
    Fault("8772", "ChildIdentifiers.UPNunknown", "nothing is said to have followed", code("UN7"),
          (col("UPNunknown") != "UN7") & _followed, (_NOTHING_FOLLOWED,)),
    Fault("8840", _CPP_END, "ends on the day of its start", col("CPPstartDate"),
          col("CPPendDate").is_not_null() & _of_year),
    Fault("8925", _CPP_END, "ends before its start", col("CPPstartDate") - days(1),
          col("CPPendDate").is_not_null() & _of_year),
    Fault("8930", _CPP_END, "ends before the year", col("first") - days(1)),
    Fault("1104", _CONFERENCE, "before the referral", col("CINreferralDate") - days(1), beside=(_REFERRAL,)),
    Fault("8615", _ENQUIRY, "after its conference", col("DateOfInitialCPC") + days(1),
          col("DateOfInitialCPC").is_not_null()),
    Fault("8715", _CONFERENCE, "after the year", col("last") + days(1)),
    Fault("8875", _CONFERENCE, "on a Saturday", _saturday("DateOfInitialCPC")),
    Fault("8905", "ChildProtectionPlans.InitialCategoryOfAbuse", "no code", code("XYZ")),
    Fault("8910", "ChildProtectionPlans.LatestCategoryOfAbuse", "no code", code("XYZ")),
    Fault("8730", "ChildProtectionPlans.NumberOfPreviousCPP", "left out", NOTHING),
    Fault("8720", _CPP_START, "left out", NOTHING),
    Fault("1105", _CPP_START, "before the referral", col("CINreferralDate") - days(1), beside=(_REFERRAL,)),
    Fault("2885", _CPP_START, "not on the day of the conference", col("CPPstartDate") + days(1),
          _of_year & (col("CPPstartDate") < col("last"))),
    Fault("8841", "Reviews.CPPreviewDate", "on the day on which the plan starts", col("CPPstartDate"),
          beside=(_CPP_START,)),
    Fault("2889", _ENQUIRY, "before the referral", col("CINreferralDate") - days(1), beside=(_REFERRAL,)),
    Fault("8868", "Section47.ICPCnotRequired", "a conference is required, and none is told", pl.lit(False),
          col("ICPCnotRequired") & col("CINclosureDate").is_not_null(), (_CLOSURE,)),
    Fault("8870Q", "Section47.InitialCPCtarget", "on a Saturday", _saturday("InitialCPCtarget")),
    Fault("4010", _PLAN_START, "after the year", col("last") + days(1)),
    Fault("4011", _PLAN_END, "ends before its start", col("CINPlanStartDate") - days(1),
          col("CINPlanEndDate").is_not_null()),
    Fault("4012Q", _PLAN_END, "ends on the day of its start", col("CINPlanStartDate"),
          col("CINPlanEndDate").is_not_null()),
    Fault("4013", _PLAN_END, "ends before the year", col("first") - days(1)),
    Fault("4015", _PLAN_START, "before the referral", col("CINreferralDate") - days(1), beside=(_REFERRAL,)),
    Fault("8790", _DISABILITY, "NONE beside a disability", code("NONE"), _more_disabilities, how=How.REPEAT),
    Fault("8794", _DISABILITY, "told twice", among=_more_disabilities, how=How.REPEAT),
    Fault("8869", _FACTOR, "21 beside others", code("21"),
          col("parent").is_duplicated() & (col("AssessmentFactors") != "21")),
    Fault("8898", _FACTOR, "told twice", how=How.REPEAT),
    Fault("8897Q", _FACTOR, "no code", code("99Z")),
    Fault("8945Q", _FACTOR, "18A", code("18A"), col("AssessmentFactors") != "18A"),
    Fault("8950Q", _FACTOR, "19A", code("19A"), col("AssessmentFactors") != "19A"),
    Fault("8614", _ASSESSED, "left out, though factors are told", NOTHING),
    Fault("8608", _ASSESSED, "ends before its start", col("AssessmentActualStartDate") - days(1),
          col("AssessmentAuthorisationDate").is_not_null()),
    Fault("8696", _ASSESSED, "ends before the year", col("first") - days(1)),
    Fault("8867", _ASSESSED, "left out, though the episode is closed", NOTHING,
          col("AssessmentAuthorisationDate").is_not_null() & col("CINclosureDate").is_not_null(), (_CLOSURE,)),
    Fault("1103", "Assessments.AssessmentActualStartDate", "before the referral", col("CINreferralDate") - days(5),
          beside=(_REFERRAL,)),
    Fault("8585Q", "CINdetails.ReasonForClosure", "died, and no day of death", code("RC2"),
          col("ReasonForClosure") == "RC7"),
    Fault("8805", "CINdetails.ReasonForClosure", "left out", NOTHING),
    Fault("8640", "CINdetails.ReasonForClosure", "no code", code("RC0")),
    Fault("8810", _CLOSURE, "left out, though a reason is told", NOTHING),
    Fault("8620", _CLOSURE, "after the year", col("last") + days(1)),
    Fault("8630", _CLOSURE, "before the referral", col("CINreferralDate") - days(1),
          col("CINclosureDate").is_not_null() & (col("CINreferralDate") > col("first"))),
    Fault("8568", _NOTHING_FOLLOWED, "left out", NOTHING),
    Fault("8600", _REFERRAL, "after the year", col("last") + days(1)),
    Fault("8606", _REFERRAL, "long before the birth", col("PersonBirthDate") - days(300),
          col("PersonBirthDate").is_not_null(), (_BIRTH,)),
    Fault("8610", "CINdetails.PrimaryNeedCode", "left out", NOTHING, col("PrimaryNeedCode").is_not_null() & _followed),
    Fault("8650", "CINdetails.PrimaryNeedCode", "no code", code("N12")),
    Fault("8866", "CINdetails.ReferralSource", "no code", code("5Z")),
    Fault("1510", _UPN, "another first letter", pl.when(col("UPN").str.starts_with("A")).then(pl.lit("B"))
          .otherwise(pl.lit("A")) + col("UPN").str.slice(1)),
    Fault("1520", _UPN, "that of another child", col("UPN").drop_nulls().first(), col("UPN").is_not_null()
          & (col("UPN") != col("UPN").drop_nulls().first())),
    Fault("1530", _UPN, "no authority's code", col("UPN").str.slice(0, 1) + code("000") + col("UPN").str.slice(4)),
    Fault("1540", _UPN, "a letter among the digits", col("UPN").str.slice(0, 6) + code("X") + col("UPN").str.slice(7)),
    Fault("1550", _UPN, "a letter at the end that cannot be", col("UPN").str.slice(0, 12) + code("O")),
    Fault("8770Q", _UPN, "left out, without a reason", NOTHING, col("UPN").is_not_null() & _followed
          & (col("PersonBirthDate") < col("last") - days(1600)), (_NOTHING_FOLLOWED,)),
    Fault("1570", _NAME, "too long", col("LAchildID") + code("0123456789AB")),
    Fault("1580", _NAME, "with a sign that is none", col("LAchildID").str.replace("SEV", "SEV-")),
    Fault("4180", "ChildIdentifiers.Sex", "no code", code("X")),
    Fault("8520", _BIRTH, "after the year", col("last") + days(10)),
    Fault("8525Q", "ChildIdentifiers.ExpectedPersonBirthDate", "beside a day of birth", col("last") + days(30),
          col("PersonBirthDate").is_not_null()),
    Fault("8535Q", _DEATH, "before birth", col("PersonBirthDate") - days(1), col("PersonBirthDate") > col("first")),
    Fault("8545Q", _DEATH, "before the year", col("first") - days(1), col("PersonBirthDate") < col("first") - days(1)),
    Fault("4220", "ChildCharacteristics.Ethnicity", "no code", code("ABCD")),
    Fault("8540", _DISABILITY, "no code", code("XX")),
)  # fmt: skip
