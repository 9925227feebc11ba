"""How often does what happen in England? The figures that the synthetic authority follows.

Where a figure is published to the unit, its table is named. Figures marked "rounded" were set from memory of the
department's publications and from what makes the stocks and flows of the published ones agree: they are of the right
size and no more. docs/explanation/synthetic-data.md compares what comes out with what is published.

Sources, all of the department for England, year to 31 March 2024 where not said otherwise:
    B1 children in need, B7 child in need plans, C1 referrals, C2 assessments, C3 factors, C4 enquiries and conferences,
    C5 sources, C6 months, D1 child protection plans, D3 repeat plans (Children in need 2024); LAC: Children looked
    after in England including adoptions 2024.
"""

from __future__ import annotations

from tally.synthesise.dice import Buckets, Weights

# --- Who is in the census, in thousands of children ------------------------------------------------------------------
# B1: 361.5 episodes were open when the year began (756.2 at any point less 394.7 started). Of these children 83.8 were
# looked after (LAC, 31 March 2023), 50.6 had a protection plan (D1: 112.8 less 62.1), 102.2 a child in need plan (B7).
# C1: 551.1 children were referred; B1 and C1 leave 6.3 in a hundred referrals without further action and 30.3 assessed
# as not in need. About 22 of the referred had an open episode already in the year, so 529 are new.

#: What a child's first episode in the census is, in thousands of children.
ROLES: Weights = {
    "in care": 83.8,
    "protected": 50.6,
    "planned for": 102.2,
    "served": 124.9,
    "new: nothing followed": 33.3,
    "new: not in need": 184.0,
    "new: served": 104.0,
    "new: planned for": 147.0,
    "new: protected": 46.0,
    "new: into care": 14.5,
}
#: Whose first episode was open when the year began.
CARRIED = ("in care", "protected", "planned for", "served")
#: Who comes into care in the year, of those who were not referred for it, in thousands (LAC: 33 start in a year).
INTO_CARE: Weights = {"protected": 7.0, "planned for": 4.0, "served": 4.0, "new: protected": 3.5}
#: Those who left care the year before and are in this year's census no more, for each looked after in the year
#: (LAC: 33.0 ceased, 83.8 + 33 looked after at any time).
LEFT_LAST_YEAR = 0.28
#: Care leavers of 20 and 21, who left before the two years, for each looked after. LAC: about 23 of 117 thousand.
LEFT_LONG_AGO = 0.20

#: C1: of referrals, those within a year of another of the child: 139,080 of 621,880.
REFERRED_AGAIN = 0.224

# --- Children --------------------------------------------------------------------------------------------------------
#: Rounded; B3 of 2024. Days of age on 31 March; negative before birth.
AGES: Buckets = (
    (1.2, -120, -1), (5.0, 0, 364), (20.0, 365, 1825), (26.0, 1826, 3651), (34.0, 3652, 5843), (13.8, 5844, 6573),
)  # fmt: skip
#: Rounded; D-tables: children on protection plans are younger.
AGES_PROTECTED: Buckets = (
    (2.0, -120, -1), (9.0, 0, 364), (25.0, 365, 1825), (28.0, 1826, 3651), (32.0, 3652, 5843), (4.0, 5844, 6400),
)  # fmt: skip
#: LAC, rounded: under 1 5 in a hundred, 1 to 4 13, 5 to 9 18, 10 to 15 38, 16 and over 26.
AGES_IN_CARE: Buckets = (
    (5.0, 10, 364), (13.0, 365, 1825), (18.0, 1826, 3651), (38.0, 3652, 5843), (26.0, 5844, 6573),
)  # fmt: skip
#: LAC, rounded: whoever comes into care in the year is younger, or nearly grown up.
AGES_ENTERING: Buckets = (
    (19.0, 46, 364), (16.0, 365, 1825), (15.0, 1826, 3651), (27.0, 3652, 5843), (23.0, 5844, 6573),
)  # fmt: skip
#: Rounded.
SEX: Weights = {"M": 0.528, "F": 0.468, "U": 0.004}
#: B4, rounded.
ETHNICITY: Weights = {
    "WBRI": 0.625, "WIRI": 0.003, "WIRT": 0.004, "WROM": 0.008, "WOTH": 0.055, "MWBC": 0.035, "MWBA": 0.014,
    "MWAS": 0.018, "MOTH": 0.033, "AIND": 0.014, "APKN": 0.030, "ABAN": 0.015, "AOTH": 0.022, "BCRB": 0.015,
    "BAFR": 0.048, "BOTH": 0.014, "CHNE": 0.002, "OOTH": 0.025, "REFU": 0.003, "NOBT": 0.017,
}  # fmt: skip
#: Rounded: of children in need about one in eight has a disability, and most of these more than one need.
DISABLED = 0.125
DISABILITIES: Weights = {
    "AUT": 0.48, "LD": 0.42, "BEH": 0.22, "COMM": 0.24, "MOB": 0.20, "PC": 0.13, "INC": 0.11, "CON": 0.06, "HAND": 0.07,
    "HEAR": 0.06, "VIS": 0.07, "DDA": 0.16,
}  # fmt: skip
#: Why a child of school age has no pupil number, rounded; of these children 4 in a hundred have none.
NO_PUPIL_NUMBER: Weights = {"UN2": 0.35, "UN3": 0.20, "UN5": 0.25, "UN6": 0.20}
WITHOUT_PUPIL_NUMBER = 0.04
#: Children in need who die in a year, rounded.
DIED = 0.0004

# --- Referrals and assessments ---------------------------------------------------------------------------------------
#: C6, from April to March.
MONTHS = (43_340, 55_680, 58_690, 51_880, 44_080, 54_090, 55_710, 55_790, 45_150, 54_670, 50_870, 51_940)
#: C5. How the published groups fall into the census's codes is rounded.
SOURCES: Weights = {
    "1A": 24_900, "1B": 8_000, "1C": 3_500, "1D": 13_470, "2A": 126_460, "2B": 10_330, "3A": 9_100, "3B": 12_800,
    "3C": 6_400, "3D": 11_000, "3E": 23_800, "3F": 28_270, "4": 7_710, "5A": 16_000, "5B": 20_980, "5C": 22_000,
    "5D": 29_000, "6": 177_210, "7": 27_590, "8": 26_120, "9": 10_030, "10": 7_190,
}  # fmt: skip
#: B3, rounded: the primary need at the first assessment.
NEEDS: Weights = {
    "N1": 0.575, "N2": 0.085, "N3": 0.030, "N4": 0.085, "N5": 0.140, "N6": 0.022, "N7": 0.010, "N8": 0.028,
    "N0": 0.025,
}  # fmt: skip
#: C2: working days from the start of an assessment to its end. Those of 61 and more are taken to last up to 80.
ASSESSMENT_DAYS: Buckets = (
    (9_880, 0, 0), (73_420, 1, 10), (110_950, 11, 20), (102_600, 21, 30), (129_690, 31, 40), (116_670, 41, 45),
    (38_560, 46, 50), (29_490, 51, 60), (31_900, 61, 80),
)  # fmt: skip
#: C3: episodes with each factor, of 506,370 with any. Private fostering is published in one.
FACTORS_OF = 506_370
FACTORS: Weights = {
    "1A": 10_770, "1B": 72_410, "1C": 11_360, "2A": 25_190, "2B": 70_940, "2C": 16_230, "3A": 55_040, "3B": 160_600,
    "3C": 24_990, "4A": 86_260, "4B": 165_480, "4C": 22_200, "5A": 59_670, "5B": 14_580, "5C": 7_180, "6A": 23_210,
    "6B": 25_730, "6C": 5_110, "7A": 17_900, "8E": 1_400, "8F": 640, "9A": 6_700, "10A": 17_860, "11A": 13_860,
    "12A": 2_590, "13A": 10_180, "14A": 38_720, "15A": 26_170, "16A": 83_380, "17A": 97_670, "18B": 15_350,
    "18C": 60_250, "19B": 11_960, "19C": 19_010, "20": 93_860, "22A": 750, "23A": 2_180, "24A": 15_750,
}  # fmt: skip

# --- Enquiries, conferences and plans --------------------------------------------------------------------------------
#: C4: 191,360 children had an enquiry. The chance of one in an episode that needs no conference, rounded so that their
#: number comes out.
ENQUIRED: Weights = {"served": 0.33, "planned for": 0.38, "into care": 0.45}
#: The chance of a new assessment and of a new enquiry in an episode that was open when the year began and has no plan
#: for protection, and what comes of the enquiry. Rounded.
ASSESSED_LATER = 0.42
ENQUIRED_LATER = 0.17
PROTECTED_LATER = 0.42
#: C4 and D1: 72,250 conferences, 62,110 plans.
CONFERENCE_WITHOUT_PLAN = 0.2
#: C4: working days from the start of an enquiry to its conference.
CONFERENCE_DAYS: Buckets = ((6_800, 3, 10), (50_780, 11, 15), (6_300, 16, 20), (8_350, 21, 35))
#: Rounded: days of a child protection plan. 49,900 on 31 March and 62,870 that ended make 0.8 years.
PROTECTION_DAYS: Buckets = (
    (18.0, 20, 91), (13.0, 92, 182), (41.0, 183, 365), (24.0, 366, 730), (4.0, 731, 1200),
)  # fmt: skip
#: At the start of a plan, rounded.
CATEGORIES: Weights = {"NEG": 0.49, "EMO": 0.385, "PHY": 0.08, "SAB": 0.035, "MUL": 0.01}
#: D3: 15,330 of 62,110 plans are a second or later one.
PLANS_BEFORE: Buckets = ((75.3, 0, 0), (19.7, 1, 1), (5.0, 2, 3))
#: Rounded: after protection ends, a child in need plan follows.
STEPPED_DOWN = 0.58
#: B7: days of a child in need plan; 103,440 on 31 March and 184,430 that ended make 0.56 years. The shares are rounded.
PLAN_DAYS: Buckets = ((22.0, 14, 60), (24.0, 61, 120), (26.0, 121, 240), (18.0, 241, 400), (10.0, 401, 900))
#: Days of service without a plan. Rounded, so that B1's number on 31 March comes out.
SERVICE_DAYS: Buckets = ((30.0, 7, 60), (26.0, 61, 120), (22.0, 121, 240), (14.0, 241, 500), (8.0, 501, 1800))

# --- Care ------------------------------------------------------------------------------------------------------------
#: LAC: about 10 of 83.8 thousand come of age in the year. Of the 33 who cease, about one in three is 18.
OF_AGE_IN_CARE = 0.115
OF_AGE_LEAVING = 0.34
#: LAC: 7,380 of 83,630 sought asylum alone; nearly all are 16 or 17, so about three in ten of these.
ASYLUM_OF_OLDER_IN_CARE = 0.27
ETHNICITY_SEEKING_ASYLUM: Weights = {"BAFR": 0.37, "AOTH": 0.20, "OOTH": 0.32, "BOTH": 0.05, "WOTH": 0.04, "ABAN": 0.02}
#: Rounded: days in care so far on a day; half of the children have been there for two years or less.
CARE_SO_FAR: Buckets = (
    (10.0, 1, 90),
    (11.0, 91, 182),
    (15.0, 183, 365),
    (19.0, 366, 730),
    (24.0, 731, 1825),
    (21.0, 1826, 4700),
)
#: Rounded: how long the care of those lasts who come into care.
CARE_DAYS: Buckets = ((5.0, 2, 7), (8.0, 8, 56), (11.0, 57, 182), (12.0, 183, 364), (64.0, 365, 4000))
#: Of those in care when the year begins and not of age in it, who leave in the year. Rounded, to the 33 thousand.
LEAVES = 0.22
#: LAC, rounded: why care ended, of those who are 18 then.
LEAVES_AT_18: Weights = {"E5": 0.36, "E6": 0.22, "E17": 0.24, "E7": 0.06, "E8": 0.12}
#: Of the others, who had been in care for less than ten months, and for more.
LEAVES_SOON: Weights = {"E4A": 0.62, "E4B": 0.13, "E13": 0.10, "E41": 0.06, "E3": 0.01, "E8": 0.08}
LEAVES_LATE: Weights = {
    "E4A": 0.38, "E4B": 0.08, "E13": 0.06, "E41": 0.09, "E46": 0.10, "E45": 0.11, "E47": 0.08, "E3": 0.01, "E8": 0.09,
}  # fmt: skip
#: LAC: 2,980 of 33,000 are adopted, nearly all of them under seven and in care for more than a year.
ADOPTED = 0.95
ADOPTIONS: Weights = {"E11": 0.45, "E12": 0.55}
#: What the end of care is for the episode of need; where nothing stands, RC7.
CLOSES_AS = {
    "E11": "RC1", "E12": "RC1", "E41": "RC3", "E45": "RC4", "E46": "RC4", "E47": "RC4", "E3": "RC5", "E7": "RC6",
}  # fmt: skip
#: Of children with a protection plan in the year, with whom pre-proceedings begin in it. Rounded; not published yet.
PRE_PROCEEDINGS = 0.08

#: LAC, rounded: under which legal status care begins, and how it goes on.
BEGINS_AGREED = 0.55
ORDER_LATER = 0.72
FULL_ORDER = 0.9
#: LAC, rounded: of children under seven who stay in care, for whom adoption is planned; how far it has come.
ADOPTION_PLANNED = 0.22
PLACEMENT_ORDER = 0.75
MATCHED = 0.5
WITH_FOSTER_CARER = 0.15
ADOPTION_PLAN_REVERSED = 0.05
#: LAC, rounded: two thirds are in foster care, one in six with family; children's homes from about ten.
PLACEMENTS_YOUNG: Weights = {
    "U6": 0.46,
    "U3": 0.22,
    "U5": 0.04,
    "U4": 0.08,
    "U1": 0.06,
    "P1": 0.10,
    "R3": 0.02,
    "K2": 0.02,
}
PLACEMENTS_OLDER: Weights = {
    "U6": 0.36,
    "U3": 0.10,
    "U4": 0.14,
    "U1": 0.06,
    "K2": 0.24,
    "P1": 0.06,
    "S1": 0.02,
    "K1": 0.005,
    "Z1": 0.015,
}
PLACEMENTS_16: Weights = {
    "U6": 0.24,
    "U3": 0.06,
    "U4": 0.14,
    "U1": 0.05,
    "K2": 0.20,
    "K3": 0.26,
    "P1": 0.03,
    "S1": 0.02,
}
PLACEMENTS_SETTLED: Weights = {"U4": 0.52, "U1": 0.20, "U6": 0.10, "K2": 0.12, "P1": 0.06}
PLACEMENTS_ASYLUM: Weights = {"K3": 0.62, "U6": 0.26, "K2": 0.12}
PLACEMENTS_FOR_ADOPTION: Weights = {"U6": 0.70, "U3": 0.10, "U5": 0.20}
#: Rounded: about one in ten has three or more placements in a year, seven in ten have one. Days of the first and the
#: second placement, and of later ones.
FIRST_PLACEMENTS: Buckets = ((17.0, 4, 60), (19.0, 61, 180), (18.0, 181, 365), (20.0, 366, 900), (26.0, 901, 3000))
LATER_PLACEMENTS: Buckets = ((9.0, 7, 60), (13.0, 61, 180), (18.0, 181, 365), (30.0, 366, 900), (30.0, 901, 3000))
WHY_MOVED: Weights = {
    "CARPL": 0.52, "CREQB": 0.12, "CREQO": 0.08, "CHILD": 0.07, "LAREQ": 0.07, "OTHER": 0.08, "CLOSE": 0.02,
    "ALLEG": 0.02, "STAND": 0.015, "APPRR": 0.005,
}  # fmt: skip
#: LAC, rounded: who provides foster care, and who homes.
PROVIDES_FOSTERING: Weights = {"PR1": 0.61, "PR4": 0.34, "PR5": 0.05}
PROVIDES_HOMES: Weights = {"PR1": 0.17, "PR4": 0.79, "PR5": 0.04}
#: Rounded: how children of four and older take part in their reviews.
TAKES_PART: Weights = {"PN1": 0.47, "PN2": 0.04, "PN3": 0.02, "PN4": 0.04, "PN5": 0.10, "PN6": 0.27, "PN7": 0.06}
#: LAC: 11 in a hundred went missing in the year, on average six times. Nearly all are twelve or older.
WENT_MISSING = 0.22
TIMES_MISSING: Buckets = ((34.0, 1, 1), (26.0, 2, 3), (22.0, 4, 8), (18.0, 9, 24))
DAYS_MISSING: Buckets = ((62.0, 0, 0), (30.0, 1, 1), (8.0, 2, 6))
WAS_AWAY = 0.16
#: LAC: health and offending of children looked after for a year.
HEALTH: Weights = {"IMMUNISATIONS": 0.82, "TEETH_CHECK": 0.79, "HEALTH_ASSESSMENT": 0.89, "HEALTH_CHECK": 0.90}
CONVICTED, MISUSES, HELPED, OFFERED = 0.02, 0.03, 0.45, 0.82
SCORED = 0.77
#: LAC: the mean score is 14.
SCORES: Buckets = ((22.0, 0, 7), (28.0, 8, 13), (14.0, 14, 16), (26.0, 17, 24), (10.0, 25, 36))
WHY_NO_SCORE: Weights = {"SDQ2": 0.24, "SDQ3": 0.06, "SDQ4": 0.50, "SDQ5": 0.20}
#: LAC: care leavers of 19 to 21.
IN_TOUCH: Weights = {"YES": 0.925, "NO": 0.03, "REFU": 0.02, "NREQ": 0.02, "RHOM": 0.005}
ACTIVITIES: Weights = {
    "F1": 0.07, "P1": 0.005, "F2": 0.22, "P2": 0.025, "F4": 0.035, "P4": 0.005, "F5": 0.19, "P5": 0.07, "G4": 0.15,
    "G5": 0.17, "G6": 0.06,
}  # fmt: skip
ACCOMMODATION: Weights = {
    "U1": 0.36, "U2": 0.015, "D1": 0.16, "D2": 0.01, "B1": 0.13, "B2": 0.01, "Z1": 0.11, "E1": 0.04, "C1": 0.03,
    "T1": 0.02, "K1": 0.05, "X2": 0.03, "W2": 0.01, "S2": 0.01, "V1": 0.01, "Y1": 0.005,
}  # fmt: skip
#: LAC: about one in 25 who start had a permanent home before.
PERMANENT_HOME_BEFORE: Weights = {"Z1": 0.955, "P1": 0.005, "P2": 0.028, "P3": 0.012}
#: Rounded: girls in care of fifteen and older who have had a child in the two years.
MOTHERS = 0.025
#: Rounded: days with one social worker.
WITH_ONE_WORKER: Buckets = ((25.0, 60, 180), (35.0, 181, 365), (40.0, 366, 900))
WHY_ANOTHER_WORKER: Weights = {
    "TSPROC": 0.34, "LEFTRL": 0.28, "MANAGE": 0.14, "ORGRST": 0.10, "ABSENC": 0.07, "CHCHAN": 0.01, "PCCHAN": 0.01,
    "OTHERS": 0.05,
}  # fmt: skip
#: Rounded: of children of twelve and older in a children's home, under an order that deprives of liberty.
DEPRIVED_OF_LIBERTY = 0.05
ADOPTERS: Weights = {"MF": 0.74, "MM": 0.09, "FF": 0.05, "F1": 0.10, "M1": 0.02}

# --- Before a referral ------------------------------------------------------------------------------------------------
#: Safeguarding Pressures 9 of the directors' association: just over 3 million contacts in 2023-24; 621,880 referrals.
#: Children who were told of and not referred, for each in the census, and how often: rounded.
CONTACTS_ONLY = 1.3
CONTACTS_EACH: Buckets = ((50.0, 1, 1), (28.0, 2, 2), (22.0, 3, 4))
#: Safeguarding Pressures 8: 282,320 early help assessments in a year, 890 thousand children in the census.
EARLY_HELP = 0.244
