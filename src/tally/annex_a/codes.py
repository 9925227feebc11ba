"""Which codes has Ofsted's Annex A, and what else are they called?

A code stands in a workbook as Ofsted writes it, letter and words: "a) Male". Case systems hold the department's codes
instead; `OTHER_NAMES` says which of Ofsted's each of them is. It serves twice: to read a workbook that was filled
straight from such a system, and to turn data of the other returns into Annex A.
"""

from __future__ import annotations

from tally.tables import Code, CodeSet


def _set(name: str, *codes: str) -> CodeSet:
    return CodeSet(name, tuple(Code(code, words(code)) for code in codes))


def words(code: str) -> str:
    """A code without the letter before it: "Male" of "a) Male"."""
    first, _, rest = code.partition(" ")
    return rest if first.endswith((")", ":")) else code


CODE_SETS = (
    _set(
        "Gender",
        "a) Male",
        "b) Female",
        "c) Not stated/recorded (or unborn)",
        "d) Neither",
    ),
    _set(
        "Ethnicity",
        "a) White",
        "b) Mixed",
        "c) Asian or Asian British",
        "d) Black or black British",
        "e) Other ethnic group",
        "f) Not stated",
    ),
    _set(
        "Source",
        "a) Individual",
        "b) Schools",
        "c) Education Services",
        "d) Health Services",
        "e) Housing",
        "f) LA Services",
        "g) Police",
        "h) Other legal agency",
        "i) Other",
        "j) Anonymous",
        "k) Unknown",
    ),
    _set(
        "Yes, no or unknown",
        "Yes",
        "No",
        "Unknown",
    ),
    _set(
        "Need",
        "a) Abuse or neglect",
        "b) Child's disability",
        "c) Parents illness or disability",
        "d) Family in acute stress",
        "e) Family dysfunction",
        "f) Socially unacceptable behaviour",
        "g) Low income",
        "h) Absent parenting",
        "i) Not CIN",
        "j) Not stated",
    ),
    _set(
        "Closure",
        "a) Adopted",
        "b) Died",
        "c) Residence Order",
        "d) Special Guardianship Order",
        "e) Transfer to another LA",
        "f) Transfer to Adult Social Services",
        "g) 'Other' incl. Child no longer in need",
        "h) Child not in need after assessment",
        "i) Not Stated",
    ),
    _set(
        "Status",
        "a) Looked after child",
        "b) Child Protection plan",
        "c) Child in need plan",
        "d) Open assessment",
        "e) Closed episode",
    ),
    _set(
        "Abuse",
        "a) Neglect",
        "b) Physical Abuse",
        "c) Sexual Abuse",
        "d) Emotional Abuse",
        "e) Multiple",
    ),
    _set(
        "Legal status",
        "J1: Remanded to LA or youth detention",
        "J2: LA accommodation under PACE",
        "a) Interim care orders",
        "b) Full care orders",
        "c) Freed for Adoption",
        "d) Placement order granted",
        "e) Accommodated under S20",
        "f) Detained on child protection grounds in LA accommodation",
        "g) Youth justice legal Statuses",
    ),
    _set(
        "Permanence",
        "a) Return to family",
        "b) Adoption",
        "c) SGO/CAO",
        "d) Supported living in the community",
        "e) Long-term residential placement",
        "f) Long-term fostering",
        "g) Other",
    ),
    _set(
        "Ceased",
        "a) Adopted",
        "b) Died",
        "c) Care taken by another LA",
        "d) Returned home to live with parents or relatives",
        "e) Left care to live with parents, relatives or other person with no parental responsibility",
        "f) Residence order granted",
        "g) Special Guardianship Orders",
        "h) Moved into independent living",
        "i) Transferred to residential care funded by adult social services",
        "j) Sentenced to custody",
        "k) Accommodation on remand ended",
        "l) Age assessment determined child was 18 or over",
        "m) Child moved abroad",
        "n) Care ceased for any other reason",
    ),
    _set(
        "Placement",
        "a) Foster Placement",
        "b) Placed for adoption",
        "c) Placed with parents",
        "d) Independent living",
        "e) Residential employment",
        "f) Residential accommodation",
        "g) Secure Children's Homes",
        "h) Children's Homes",
        "i) Residential Care Home",
        "j) NHS/Health Trust",
        "k) Family Centre or Mother and Baby Unit",
        "l) Young Offender Institution",
        "m) Residential school",
        "n) Other placements",
        "o) Temporary placement",
    ),
    _set(
        "Provider",
        "a) Own LA",
        "b) Private",
        "c) Other",
    ),
    _set(
        "Location",
        "a) In",
        "b) Out",
    ),
    _set(
        "Eligibility",
        "a) Relevant",
        "b) Former relevant",
        "c) Qualifying",
        "d) Eligible",
        "e) Other",
    ),
    _set(
        "In touch",
        "a) In touch",
        "b) Not in touch",
        "c) Not recorded",
        "d) Exclude",
    ),
    _set(
        "Accommodation",
        "a) With parents or relatives",
        "b) Community home",
        "c) Semi-independent transitional accommodation",
        "d) Supported lodgings",
        "e) Gone abroad",
        "f) Deported",
        "g) Ordinary lodgings",
        "h) Residence not known",
        "i) No fixed abode / homeless",
        "j) Foyers",
        "k) Independent living",
        "l) Emergency accommodation",
        "m) Bed and breakfast",
        "n) In custody",
        "o) With Former Foster Carer",
        "p) Other accommodation",
    ),
    _set(
        "Suitability",
        "a) Suitable",
        "b) Not suitable",
        "c) Not in touch or not recorded",
        "d) Exclude",
    ),
    _set(
        "Activity",
        "F1: Full time in higher education",
        "P1: Part time in higher education",
        "F2: Full time in education other than higher",
        "P2: Part time in education other than higher",
        "F3: Full time in training or employment",
        "P3: Part time in training or employment",
        "F4: Young person engaged full time in an apprenticeship",
        "P4: Young person engaged part time in an apprenticeship",
        "F5: Young person engaged full time in training or employment (not apprenticeship)",
        "P5: Young person engaged part time in training or employment (not apprenticeship)",
        "G4: Not in education, employment or training - illness or disability",
        "G5: Not in education, employment or training - other",
        "G6: Not in education, employment or training - pregnancy or parenting",
    ),
    _set(
        "Reversal",
        "a) Child's needs changed",
        "b) Court did not make a PO",
        "c) Prospective adopters cannot be found",
        "d) Any other reason",
    ),
    _set(
        "Leaving adoption",
        "a) Withdrew",
        "b) Process on hold",
        "c) Application refused",
    ),
)

#: What else each code is called, by its set and its first letters. Mostly the codes of the department's returns; beside
#: them words that people write. A name that could be two codes is in neither. That Chinese counts as Asian is the
#: government's list of ethnic groups. Not here, as it is published nowhere what Ofsted takes them for: supported
#: accommodation (K3), and care leavers who died, refuse contact, need none or are home again.
_OTHER_NAMES: dict[str, dict[str, str]] = {
    "Gender": {"a)": "M 1 Boy", "b)": "F 2 Girl", "c)": "U 0 Unknown Unborn", "d)": "9 Indeterminate"},
    "Ethnicity": {
        "a)": "WBRI WIRI WIRT WOTH WROM",
        "b)": "MWBC MWBA MWAS MOTH",
        "c)": "AIND APKN ABAN AOTH CHNE Asian",
        "d)": "BCRB BAFR BOTH Black",
        "e)": "OOTH",
        "f)": "NOBT REFU",
    },
    "Source": {
        "a)": "1A 1B 1C 1D",
        "b)": "2A School",
        "c)": "2B Education",
        "d)": "3A 3B 3C 3D 3E 3F Health",
        "e)": "4",
        "f)": "5A 5B 5C 5D",
        "g)": "6",
        "h)": "7",
        "i)": "8",
        "j)": "9",
        "k)": "10",
    },
    "Yes, no or unknown": {"Yes": "Y 1 True", "No": "N 0 False", "Unknown": "U"},
    "Need": {
        "a)": "N1", "b)": "N2", "c)": "N3", "d)": "N4", "e)": "N5", "f)": "N6", "g)": "N7", "h)": "N8", "i)": "N9",
        "j)": "N0",
    },
    "Closure": {
        "a)": "RC1", "b)": "RC2", "c)": "RC3", "d)": "RC4", "e)": "RC5", "f)": "RC6", "g)": "RC7 Other",
        "h)": "RC8 RC9",
    },
    "Abuse": {"a)": "NEG", "b)": "PHY", "c)": "SAB", "d)": "EMO", "e)": "MUL"},
    "Legal status": {
        "a)": "C1 ICO", "b)": "C2 FCO", "c)": "D1", "d)": "E1", "e)": "V2 V3 V4 S20", "f)": "L1 L2 L3", "g)": "J3",
    },
    "Ceased": {
        "a)": "E11 E12", "b)": "E2", "c)": "E3", "d)": "E4A E4B", "e)": "E13", "f)": "E41", "g)": "E45 E46 E47 E48",
        "h)": "E5 E6", "i)": "E7", "j)": "E9", "k)": "E14", "l)": "E15", "m)": "E16", "n)": "E8 E17",
    },
    "Placement": {
        "a)": "U1 U2 U3 U4 U5 U6", "b)": "A3 A4 A5 A6", "c)": "P1", "d)": "P2", "e)": "P3", "f)": "H5", "g)": "K1",
        "h)": "K2", "i)": "R1", "j)": "R2", "k)": "R3", "l)": "R5", "m)": "S1", "n)": "Z1 Z11 Z12 Z13 Z14",
        "o)": "T0 T1 T2 T3 T4",
    },
    "Permanence": {
        "a)": "RETURN1M RETURN6M RETURNEV", "b)": "ADOPTION", "d)": "SUPPLIV", "e)": "RESPLMT", "f)": "LTFOST18",
        "g)": "OTHERPLN",
    },
    "Provider": {"a)": "PR1", "b)": "PR4", "c)": "PR0 PR2 PR3 PR5"},
    "Location": {"a)": "Inside", "b)": "Outside"},
    "In touch": {"a)": "YES Y", "b)": "NO N"},
    "Accommodation": {
        "a)": "B B1 B2", "b)": "C C1 C2", "c)": "D D1 D2", "d)": "E E1 E2", "e)": "G G1 G2", "f)": "H H1 H2",
        "g)": "K K1 K2", "h)": "R R1 R2", "i)": "S S2", "j)": "T T1 T2", "k)": "U U1 U2", "l)": "V V1 V2",
        "m)": "W W1 W2", "n)": "X X2", "o)": "Z Z1 Z2", "p)": "Y Y1 Y2",
    },
    "Suitability": {"a)": "1", "b)": "2 Unsuitable"},
    "Reversal": {"a)": "RD1", "b)": "RD2", "c)": "RD3", "d)": "RD4"},
}  # fmt: skip
#: Names of several words, beside the codes that they are.
_OTHER_WORDS: dict[str, dict[str, str]] = {
    "Closure": {"c)": "Child arrangements order"},
    "Ceased": {"f)": "Child arrangements order"},
    "Eligibility": {
        "a)": "Relevant child", "b)": "Former relevant child", "c)": "Qualifying child", "d)": "Eligible child",
        "e)": "No current eligibility",
    },
}  # fmt: skip


def _other_names() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for codes in CODE_SETS:
        by_first = {code.code.split(" ")[0]: code.code for code in codes.codes}
        names = {
            name: by_first[first]
            for first, of_code in _OTHER_NAMES.get(codes.name, {}).items()
            for name in of_code.split()
        }
        names |= {name: by_first[first] for first, name in _OTHER_WORDS.get(codes.name, {}).items()}
        found[codes.name] = names
    return found


#: By the name of a set: what else its codes are called, and which code that is.
OTHER_NAMES = _other_names()
