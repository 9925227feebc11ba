"""Which local authority does a report name?

The short names of the authorities that have, or had since 2013, children's services in England, as a check on what was
read: a name that is not here is kept as it was printed, with a warning.
"""

from __future__ import annotations

import re

_NAMES = """
    barking and dagenham; barnet; barnsley; bath and north east somerset; bedford; bedfordshire; bexley;
    birmingham; blackburn with darwen; blackpool; bolton; bournemouth; bournemouth christchurch and poole;
    bracknell forest; bradford; brent; brighton and hove; bristol; bromley; buckinghamshire; bury;
    calderdale; cambridgeshire; camden; central bedfordshire; cheshire; cheshire east; cheshire west and
    chester; city of london; cornwall; coventry; croydon; cumberland; cumbria; darlington; derby;
    derbyshire; devon; doncaster; dorset; dudley; durham; ealing; east riding of yorkshire; east sussex;
    enfield; essex; gateshead; gloucestershire; greenwich; hackney; halton; hammersmith and fulham;
    hampshire; haringey; harrow; hartlepool; havering; herefordshire; hertfordshire; hillingdon; hounslow;
    isle of wight; isles of scilly; islington; kensington and chelsea; kent; kingston upon hull; kingston
    upon thames; kirklees; knowsley; lambeth; lancashire; leeds; leicester; leicestershire; lewisham;
    lincolnshire; liverpool; luton; manchester; medway; merton; middlesbrough; milton keynes; newcastle upon
    tyne; newham; norfolk; north east lincolnshire; north lincolnshire; north northamptonshire; north
    somerset; north tyneside; north yorkshire; northamptonshire; northumberland; nottingham;
    nottinghamshire; oldham; oxfordshire; peterborough; plymouth; poole; portsmouth; reading; redbridge;
    redcar and cleveland; richmond upon thames; rochdale; rotherham; rutland; salford; sandwell; sefton;
    sheffield; shropshire; slough; solihull; somerset; south gloucestershire; south tyneside; southampton;
    southend-on-sea; southwark; st helens; staffordshire; stockport; stockton-on-tees; stoke-on-trent;
    suffolk; sunderland; surrey; sutton; swindon; tameside; telford and wrekin; thurrock; torbay; tower
    hamlets; trafford; wakefield; walsall; waltham forest; wandsworth; warrington; warwickshire; west
    berkshire; west northamptonshire; west sussex; westminster; westmorland and furness; wigan; wiltshire;
    windsor and maidenhead; wirral; wokingham; wolverhampton; worcestershire; york
"""

#: Short names in lower case: "croydon", "windsor and maidenhead".
AUTHORITIES = frozenset(" ".join(name.split()) for name in _NAMES.split(";"))

_BEFORE = re.compile(
    r"^(?:the\s+)?(?:(?:royal|london|metropolitan)\s+)*(?:(?:borough|city|county|council|corporation|district)\s+)?"
    r"(?:council\s+)?(?:of\s+)?(?:the\s+)?"
)
_AFTER = re.compile(
    r"(?:\s+(?:metropolitan|county|city|borough|district|unitary|authority|council|corporation|mbc|of|local|combined))+$"
)
#: Names that begin or end with a word that is otherwise dropped, and other ways of writing a name.
_SAME = {
    "bristol": "bristol",
    "hull": "kingston upon hull",
    "kingston-upon-hull": "kingston upon hull",
    "kingston-upon-thames": "kingston upon thames",
    "kingston": "kingston upon thames",
    "richmond": "richmond upon thames",
    "richmond-upon-thames": "richmond upon thames",
    "newcastle": "newcastle upon tyne",
    "newcastle-upon-tyne": "newcastle upon tyne",
    "newcastle city": "newcastle upon tyne",
    "southend": "southend-on-sea",
    "southend on sea": "southend-on-sea",
    "stockton": "stockton-on-tees",
    "stockton on tees": "stockton-on-tees",
    "stoke on trent": "stoke-on-trent",
    "stoke": "stoke-on-trent",
    "scilly": "isles of scilly",
    "county durham": "durham",
    "herefordshire council": "herefordshire",
    "medway towns": "medway",
    "london": "city of london",
}


def short_name(printed: str) -> str:
    """ "London Borough of Croydon" → "croydon". Lower case, without the kind of council; unknown names likewise."""
    name = printed.lower().replace("&", " and ").replace("’", "'").replace(".", "").replace(",", " ")
    name = " ".join(name.split()).removesuffix("'s").removesuffix("'")
    if name in AUTHORITIES:
        return name
    if name in _SAME:
        return _SAME[name]
    tries = [_BEFORE.sub("", name), _AFTER.sub("", name), _AFTER.sub("", _BEFORE.sub("", name))]
    for tried in tries:
        if tried in AUTHORITIES:
            return tried
        if tried in _SAME:
            return _SAME[tried]
    return tries[-1] or name


def is_known(printed: str) -> bool:
    return short_name(printed) in AUTHORITIES


def known_names_in(text: str) -> set[str]:
    """The known names that stand in the text as whole words, without those that are part of a longer one found."""
    low = " " + re.sub(r"[^a-z\-' ]+", " ", text.lower().replace("’", "'").replace("&", "and")) + " "
    low = re.sub(r"\s+", " ", low)
    found = {name for name in AUTHORITIES if f" {name} " in low or f" {name}'s " in low}
    return {name for name in found if not any(name != other and name in other for other in found)}


_TITLES = r"(?:(?:royal|london|metropolitan)\s+borough|city|county|borough|council)(?:\s+council)?\s+of\s+(?:the\s+)?"
_KINDS = (
    r"(?:\s+(?:metropolitan|county|city|borough|district))*\s+(?:council|corporation)|"
    r"\s+metropolitan\s+borough|\s+county"
)


def printed_in(text: str) -> str | None:
    """The one authority that the text names, as it is printed there with its kind; None where it names none or two."""
    known = known_names_in(text)
    if len(known) != 1:
        return None
    words = r"[\s,.-]+(?:&[\s]+)?".join(
        r"(?:and|&)" if word == "and" else re.escape(word) for word in re.split(r"[\s-]+", next(iter(known)))
    )
    found = re.search(rf"(?<!\w)(?:{_TITLES})?{words}(?:{_KINDS})?(?!\w)", text, re.I)
    return " ".join(found[0].split()) if found else None
