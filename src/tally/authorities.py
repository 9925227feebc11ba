"""Which authorities are there, by which codes do others call them, and which may stand in a unique pupil number?

An authority has a number of three digits, which the department gives, and a code of the Office for National
Statistics, which changes when its area does. Lists of postcodes name the district where there is one; who is
responsible for children there is the county. Everything here leads to one code: that which the responsible authority
has today.

A pupil keeps the number that their first school gave them, so the codes of authorities that are gone stay good, and
those of schools outside England that give numbers of the same kind.

Sources: the authorities in the department's statistics of children in need since 2013; the changes of codes that the
Office for National Statistics has published until April 2025, and the districts of its directory of postcodes; for
pupil numbers python-stdnum's list, which has the authorities of 2011, Bedfordshire and Cheshire, which ended in 2009,
and what the department's guidance on the school census adds to them: the authorities of Wales (660 to 681), and codes
that stand for no authority in England, such as of schools on the islands and of the armed forces (001 to 005, 701 to
708).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

#: Number, code of the Office for National Statistics, and name, of every authority that is responsible for children.
AUTHORITIES = (
    ("201", "E09000001", "City of London"), ("202", "E09000007", "Camden"), ("203", "E09000011", "Greenwich"),
    ("204", "E09000012", "Hackney"), ("205", "E09000013", "Hammersmith and Fulham"),
    ("206", "E09000019", "Islington"), ("207", "E09000020", "Kensington and Chelsea"),
    ("208", "E09000022", "Lambeth"), ("209", "E09000023", "Lewisham"), ("210", "E09000028", "Southwark"),
    ("211", "E09000030", "Tower Hamlets"), ("212", "E09000032", "Wandsworth"), ("213", "E09000033", "Westminster"),
    ("301", "E09000002", "Barking and Dagenham"), ("302", "E09000003", "Barnet"), ("303", "E09000004", "Bexley"),
    ("304", "E09000005", "Brent"), ("305", "E09000006", "Bromley"), ("306", "E09000008", "Croydon"),
    ("307", "E09000009", "Ealing"), ("308", "E09000010", "Enfield"), ("309", "E09000014", "Haringey"),
    ("310", "E09000015", "Harrow"), ("311", "E09000016", "Havering"), ("312", "E09000017", "Hillingdon"),
    ("313", "E09000018", "Hounslow"), ("314", "E09000021", "Kingston upon Thames"), ("315", "E09000024", "Merton"),
    ("316", "E09000025", "Newham"), ("317", "E09000026", "Redbridge"), ("318", "E09000027", "Richmond upon Thames"),
    ("319", "E09000029", "Sutton"), ("320", "E09000031", "Waltham Forest"), ("330", "E08000025", "Birmingham"),
    ("331", "E08000026", "Coventry"), ("332", "E08000027", "Dudley"), ("333", "E08000028", "Sandwell"),
    ("334", "E08000029", "Solihull"), ("335", "E08000030", "Walsall"), ("336", "E08000031", "Wolverhampton"),
    ("340", "E08000011", "Knowsley"), ("341", "E08000012", "Liverpool"), ("342", "E08000013", "St Helens"),
    ("343", "E08000014", "Sefton"), ("344", "E08000015", "Wirral"), ("350", "E08000001", "Bolton"),
    ("351", "E08000002", "Bury"), ("352", "E08000003", "Manchester"), ("353", "E08000004", "Oldham"),
    ("354", "E08000005", "Rochdale"), ("355", "E08000006", "Salford"), ("356", "E08000007", "Stockport"),
    ("357", "E08000008", "Tameside"), ("358", "E08000009", "Trafford"), ("359", "E08000010", "Wigan"),
    ("370", "E08000038", "Barnsley"), ("371", "E08000017", "Doncaster"), ("372", "E08000018", "Rotherham"),
    ("373", "E08000039", "Sheffield"), ("380", "E08000032", "Bradford"), ("381", "E08000033", "Calderdale"),
    ("382", "E08000034", "Kirklees"), ("383", "E08000035", "Leeds"), ("384", "E08000036", "Wakefield"),
    ("390", "E08000037", "Gateshead"), ("391", "E08000021", "Newcastle upon Tyne"),
    ("392", "E08000022", "North Tyneside"), ("393", "E08000023", "South Tyneside"),
    ("394", "E08000024", "Sunderland"), ("420", "E06000053", "Isles of Scilly"),
    ("800", "E06000022", "Bath and North East Somerset"), ("801", "E06000023", "Bristol, City of"),
    ("802", "E06000024", "North Somerset"), ("803", "E06000025", "South Gloucestershire"),
    ("805", "E06000001", "Hartlepool"), ("806", "E06000002", "Middlesbrough"),
    ("807", "E06000003", "Redcar and Cleveland"), ("808", "E06000004", "Stockton-on-Tees"),
    ("810", "E06000010", "Kingston upon Hull, City of"), ("811", "E06000011", "East Riding of Yorkshire"),
    ("812", "E06000012", "North East Lincolnshire"), ("813", "E06000013", "North Lincolnshire"),
    ("815", "E06000065", "North Yorkshire"), ("816", "E06000014", "York"), ("821", "E06000032", "Luton"),
    ("822", "E06000055", "Bedford"), ("823", "E06000056", "Central Bedfordshire"),
    ("825", "E06000060", "Buckinghamshire"), ("826", "E06000042", "Milton Keynes"),
    ("830", "E10000007", "Derbyshire"), ("831", "E06000015", "Derby"), ("838", "E06000059", "Dorset"),
    ("839", "E06000058", "Bournemouth, Christchurch and Poole"), ("840", "E06000047", "County Durham"),
    ("841", "E06000005", "Darlington"), ("845", "E10000011", "East Sussex"),
    ("846", "E06000043", "Brighton and Hove"), ("850", "E10000014", "Hampshire"), ("851", "E06000044", "Portsmouth"),
    ("852", "E06000045", "Southampton"), ("855", "E10000018", "Leicestershire"), ("856", "E06000016", "Leicester"),
    ("857", "E06000017", "Rutland"), ("860", "E10000028", "Staffordshire"), ("861", "E06000021", "Stoke-on-Trent"),
    ("865", "E06000054", "Wiltshire"), ("866", "E06000030", "Swindon"), ("867", "E06000036", "Bracknell Forest"),
    ("868", "E06000040", "Windsor and Maidenhead"), ("869", "E06000037", "West Berkshire"),
    ("870", "E06000038", "Reading"), ("871", "E06000039", "Slough"), ("872", "E06000041", "Wokingham"),
    ("873", "E10000003", "Cambridgeshire"), ("874", "E06000031", "Peterborough"), ("876", "E06000006", "Halton"),
    ("877", "E06000007", "Warrington"), ("878", "E10000008", "Devon"), ("879", "E06000026", "Plymouth"),
    ("880", "E06000027", "Torbay"), ("881", "E10000012", "Essex"), ("882", "E06000033", "Southend-on-Sea"),
    ("883", "E06000034", "Thurrock"), ("884", "E06000019", "Herefordshire, County of"),
    ("885", "E10000034", "Worcestershire"), ("886", "E10000016", "Kent"), ("887", "E06000035", "Medway"),
    ("888", "E10000017", "Lancashire"), ("889", "E06000008", "Blackburn with Darwen"),
    ("890", "E06000009", "Blackpool"), ("891", "E10000024", "Nottinghamshire"), ("892", "E06000018", "Nottingham"),
    ("893", "E06000051", "Shropshire"), ("894", "E06000020", "Telford and Wrekin"),
    ("895", "E06000049", "Cheshire East"), ("896", "E06000050", "Cheshire West and Chester"),
    ("908", "E06000052", "Cornwall"), ("916", "E10000013", "Gloucestershire"), ("919", "E10000015", "Hertfordshire"),
    ("921", "E06000046", "Isle of Wight"), ("925", "E10000019", "Lincolnshire"), ("926", "E10000020", "Norfolk"),
    ("929", "E06000057", "Northumberland"), ("931", "E10000025", "Oxfordshire"), ("933", "E06000066", "Somerset"),
    ("935", "E10000029", "Suffolk"), ("936", "E10000030", "Surrey"), ("937", "E10000031", "Warwickshire"),
    ("938", "E10000032", "West Sussex"), ("940", "E06000061", "North Northamptonshire"),
    ("941", "E06000062", "West Northamptonshire"), ("942", "E06000063", "Cumberland"),
    ("943", "E06000064", "Westmorland and Furness"),
)  # fmt: skip

#: Codes that are gone, and districts: from and to, both included, and the authority that is responsible there today.
_BELONG_TO = (
    # Counties and districts that became one authority, or several.
    ("E10000002", "E10000002", "E06000060"), ("E07000004", "E07000007", "E06000060"),
    ("E07000026", "E07000026", "E06000063"), ("E07000028", "E07000029", "E06000063"),
    ("E07000027", "E07000027", "E06000064"), ("E07000030", "E07000031", "E06000064"),
    ("E10000009", "E10000009", "E06000059"), ("E07000049", "E07000053", "E06000059"),
    ("E06000028", "E06000029", "E06000058"), ("E07000048", "E07000048", "E06000058"),
    ("E07000150", "E07000150", "E06000061"), ("E07000152", "E07000153", "E06000061"),
    ("E07000156", "E07000156", "E06000061"), ("E07000151", "E07000151", "E06000062"),
    ("E07000154", "E07000155", "E06000062"), ("E10000023", "E10000023", "E06000065"),
    ("E07000163", "E07000169", "E06000065"), ("E10000027", "E10000027", "E06000066"),
    ("E07000187", "E07000191", "E06000066"), ("E07000246", "E07000246", "E06000066"),
    # Borders that moved.
    ("E06000048", "E06000048", "E06000057"), ("E08000020", "E08000020", "E08000037"),
    ("E08000016", "E08000016", "E08000038"), ("E08000019", "E08000019", "E08000039"),
    # The districts of the counties that there are.
    ("E07000008", "E07000012", "E10000003"), ("E07000032", "E07000039", "E10000007"),
    ("E07000040", "E07000047", "E10000008"), ("E07000061", "E07000065", "E10000011"),
    ("E07000066", "E07000077", "E10000012"), ("E07000078", "E07000083", "E10000013"),
    ("E07000084", "E07000094", "E10000014"), ("E07000095", "E07000104", "E10000015"),
    ("E07000240", "E07000243", "E10000015"), ("E07000105", "E07000116", "E10000016"),
    ("E07000117", "E07000128", "E10000017"), ("E07000129", "E07000135", "E10000018"),
    ("E07000136", "E07000142", "E10000019"), ("E07000143", "E07000149", "E10000020"),
    ("E07000170", "E07000176", "E10000024"), ("E07000177", "E07000181", "E10000025"),
    ("E07000192", "E07000199", "E10000028"), ("E07000200", "E07000206", "E10000029"),
    ("E07000244", "E07000245", "E10000029"), ("E07000207", "E07000217", "E10000030"),
    ("E07000218", "E07000222", "E10000031"), ("E07000223", "E07000229", "E10000032"),
    ("E07000234", "E07000239", "E10000034"),
)  # fmt: skip


def _each(first: str, last: str) -> Iterator[str]:
    return (f"{first[:3]}{number:06d}" for number in range(int(first[3:]), int(last[3:]) + 1))


_RESPONSIBLE = {code: found for first, last, found in _BELONG_TO for code in _each(first, last)}
_NAMES = {code: name for _, code, name in AUTHORITIES}
_BY_NUMBER = {number: code for number, code, _ in AUTHORITIES}


def authority(code: str) -> str:
    """The code of an authority as it is today, from its number ("885") or any code that it or its area has had.

    Raises:
        ValueError: there is no such authority.
    """
    wanted = code.strip().upper()
    found = _BY_NUMBER.get(wanted) or _RESPONSIBLE.get(wanted, wanted)
    if found not in _NAMES:
        raise ValueError(
            f"{code!r} is no authority that is responsible for children. Write its number, as 885, or its code, as "
            "E10000034."
        )
    return found


def number(code: str) -> str:
    """The number of three digits that the department gives an authority, from its code. Raises ValueError."""
    found = {of_today: its for its, of_today, *_ in AUTHORITIES}.get(code)
    if found is None:
        raise ValueError(f"{code!r} is no code of an authority that is responsible for children.")
    return found


def responsible(code: pl.Expr) -> pl.Expr:
    """The code of the authority responsible for children in an area. Areas that are not known stay as they are, such as
    those of Scotland, Wales and Northern Ireland.
    """
    return code.replace(_RESPONSIBLE)


def by_name(names: pl.Series) -> pl.Series:
    """The codes of authorities by their names or numbers, however they are written; null where there is no such one."""
    known = {_plain(name): code for code, name in _NAMES.items()} | _BY_NUMBER | {code.lower(): code for code in _NAMES}
    told = names.drop_nulls().unique().to_list()
    found = {name: known.get(_plain(name)) for name in told}
    return names.replace_strict(found, default=None, return_dtype=pl.String)


def _plain(name: str) -> str:
    """A name without what is written now in one way, now in another: "Kingston upon Hull, City of", "& Poole"."""
    words = re.sub(r"[^a-z0-9]+", " ", name.lower().replace("&", " and ")).split()
    # The City of London has no other name.
    return " ".join(word for word in words if word not in _BESIDE_NAMES) or " ".join(words)


#: What stands beside a name or not.
_BESIDE_NAMES = ("the", "city", "county", "of", "council", "borough", "london", "royal", "metropolitan")

# --- Pupil numbers --------------------------------------------------------------------------------------------------

#: From and to, both included.
_RANGES = (
    (1, 5), (201, 213), (301, 320), (330, 336), (340, 344), (350, 359), (370, 373), (380, 384), (390, 394), (420, 420),
    (660, 681), (701, 708), (800, 803), (805, 808), (810, 813), (815, 816), (820, 823), (825, 826), (830, 831),
    (835, 841), (845, 846), (850, 852), (855, 857), (860, 861), (865, 896), (908, 909), (916, 916), (919, 919),
    (921, 921), (925, 926), (928, 929), (931, 931), (933, 933), (935, 938), (940, 943),
)  # fmt: skip

#: Each as it is written: three digits.
IN_PUPIL_NUMBERS = [f"{code:03d}" for first, last in _RANGES for code in range(first, last + 1)]
