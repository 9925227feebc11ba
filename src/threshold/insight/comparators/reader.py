"""What does a published file say? Reads the Department for Education's tables and the list of inspection grades.

Pure: bytes in, rows out, or a refusal that names line, column and what was seen. Nothing is guessed: a figure is a
number or one of the published signs for a figure that is withheld, and anything else refuses the file.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from threshold.core.errors import Refused
from threshold.quality.grades import Grade

#: Largest file, bytes: the largest published one has half a megabyte.
MOST_BYTES = 30 * 1024 * 1024
#: The signs for a figure that is not given: c suppressed, z not applicable, x not available, u unreliable or not
#: returned, k rounds to nought, low; and the older ":" and "..".
SIGNS = frozenset({"c", "z", "x", "u", "k", "low", ":", "..", "."})
LEVELS = {"National": "national", "Regional": "regional", "Local authority": "authority"}
_PLACE = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name", "category",
)  # fmt: skip
_GRADES = (
    "la_code", "region_code", "stat_neighbours", "local_authority", "overall_effectiveness_grade",
    "inspection_framework", "inspection_start_date", "inspection_end_date", "publication_date",
    "impact_of_leaders_grade", "help_and_protection_grade", "in_care_grade", "care_leavers_grade",
)  # fmt: skip
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?\Z")
_GRADE = {
    "outstanding": Grade.OUTSTANDING,
    "good": Grade.GOOD,
    "requires improvement": Grade.REQUIRES_IMPROVEMENT,
    "requires improvement to be good": Grade.REQUIRES_IMPROVEMENT,
    "inadequate": Grade.INADEQUATE,
}
#: Where the list of grades says that there is none.
_NO_GRADE = frozenset({"", "nan", "none", "inspection_pre_dates_judgement"})
_DATES = (
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4}\Z"), "%d/%m/%Y"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{2}\Z"), "%d/%m/%y"),
    (re.compile(r"\d{4}-\d{2}-\d{2}\Z"), "%Y-%m-%d"),
)


@dataclass(frozen=True)
class Row:
    """One area's figures of one year, by column, as text."""

    year: int
    level: str
    area: str
    name: str
    region: str
    figures: Mapping[str, str]


@dataclass(frozen=True)
class Grades:
    """One authority's latest inspection."""

    area: str
    name: str
    region: str
    framework: str
    started_on: dt.date | None
    ended_on: dt.date | None
    published_on: dt.date | None
    overall: str
    leaders: str
    help_and_protection: str
    in_care: str
    care_leavers: str
    statistical_neighbours: tuple[str, ...]


@dataclass(frozen=True)
class Published:
    """A file: its rows are of one of the two kinds."""

    publication: str
    sha256: str
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    grades: list[Grades] = field(default_factory=list)


def read(content: bytes, name: str) -> Published:
    """The rows of a file.

    Args:
        name: what refusals call it.

    Raises:
        Refused: it is too large, no text, no such table, or holds something that is neither figure nor sign.
    """
    lines = _lines(content, name)
    number, header = next(lines, (0, []))
    columns = [column.strip() for column in header]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise Refused(f"{name}: line {number} names the column {twice[0]!r} twice. Import the file as it is published.")
    digest = hashlib.sha256(content).hexdigest()
    if set(_GRADES) <= set(columns):
        grades = [_grades(row, f"{name}: line {line}") for line, row in _rows(lines, columns, name)]
        _check_once([one.area for one in grades], name)
        return Published("Latest inspection grades", digest, tuple(_GRADES), grades=grades)
    if not set(_PLACE) <= set(columns):
        missing = [column for column in _PLACE if column not in columns]
        raise Refused(
            f"{name}: this is not a table of statistics that can be read: the column {missing[0]!r} is missing. "
            "Import a file of the Department for Education with one row for each area and year, or the list of grades."
        )
    figures = [column for column in columns if column not in _PLACE]
    if not figures:
        raise Refused(f"{name}: there is no column with figures. Import the file as it is published.")
    rows, publications = [], set()
    for line, row in _rows(lines, columns, name):
        rows.append(_row(row, figures, f"{name}: line {line}"))
        publications.add(row["category"])
    if len(publications) != 1:
        raise Refused(f"{name}: one file has one category; this has {len(publications)}. Import each by itself.")
    _check_once([(one.year, one.level, one.area) for one in rows], name)
    return Published(publications.pop()[:120], digest, tuple(figures), rows=rows)


def _lines(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    if len(content) > MOST_BYTES:
        raise Refused(f"{name}: {len(content):,} bytes are more than {MOST_BYTES:,}. Is it the right file?")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            f"{name}: byte {error.start} is no UTF-8 text. Import the CSV as it is published, not a workbook."
        ) from None
    if "\0" in text:
        raise Refused(f"{name}: this is no text. Import the CSV as it is published, not a workbook.")
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise Refused(
            f"{name}: line {reader.line_num} is no CSV: {error}. Import the file as it is published."
        ) from None


def _rows(
    lines: Iterator[tuple[int, list[str]]], columns: list[str], name: str
) -> Iterator[tuple[int, dict[str, str]]]:
    found = False
    for line, row in lines:
        if len(row) != len(columns):
            raise Refused(
                f"{name}: line {line} has {len(row)} columns and the first line {len(columns)}. "
                "Was the download cut short? Fetch it again."
            )
        found = True
        yield line, {column: cell.strip() for column, cell in zip(columns, row, strict=True)}
    if not found:
        raise Refused(f"{name}: there is no row under the names of the columns. Fetch the file again.")


def _check_once(keys: list[object], name: str) -> None:
    seen = set()
    for key in keys:
        if key in seen:
            raise Refused(f"{name}: {key} stands there twice. Import the file as it is published.")
        seen.add(key)


def _row(row: Mapping[str, str], columns: list[str], where: str) -> Row:
    level = LEVELS.get(row["geographic_level"])
    if level is None:
        raise Refused(f"{where}: the level {row['geographic_level'][:40]!r} is not one of {', '.join(LEVELS)}.")
    year = row["time_period"]
    if not re.fullmatch(r"(19|20)\d\d", year):
        raise Refused(f"{where}: time_period is {year[:40]!r}, and not a year of four figures.")
    area, name = {
        "national": (row["country_code"], row["country_name"]),
        "regional": (row["region_code"], row["region_name"]),
        "authority": (row["old_la_code"], row["la_name"]),
    }[level]
    if not re.fullmatch(r"[A-Z0-9]{3,9}", area) or not name:
        raise Refused(f"{where}: there is no code or no name of the area; seen: {area[:40]!r}, {name[:40]!r}.")
    for column in columns:
        if not _NUMBER.match(row[column]) and row[column] not in SIGNS:
            raise Refused(
                f"{where}: {column} is {row[column][:40]!r}, which is neither a number nor one of the published signs "
                f"({' '.join(sorted(SIGNS))})."
            )
    region = "" if level == "national" else row["region_code"]
    return Row(int(year), level, area, name[:80], region, {column: row[column] for column in columns})


def _grades(row: Mapping[str, str], where: str) -> Grades:
    area = row["la_code"]
    if not re.fullmatch(r"\d{3}", area):
        raise Refused(f"{where}: la_code is {area[:40]!r}, and not three figures.")
    neighbours = tuple(code.strip() for code in row["stat_neighbours"].split(",") if code.strip() not in ("", "nan"))
    if any(not re.fullmatch(r"\d{3}", code) for code in neighbours):
        raise Refused(f"{where}: stat_neighbours is {row['stat_neighbours'][:60]!r}, and not codes of three figures.")
    region = "" if row["region_code"] == "nan" else row["region_code"]
    framework = "" if row["inspection_framework"].lower() in ("none", "nan") else row["inspection_framework"]

    def day(which: str) -> dt.date | None:
        return _date(row[f"{which}_date"], f"{where}: {which}_date")

    def grade(which: str) -> str:
        return _grade(row[f"{which}_grade"], f"{where}: {which}_grade")

    return Grades(
        area=area,
        name=row["local_authority"].title()[:80],
        region=region[:4],
        framework=framework[:40],
        started_on=day("inspection_start"),
        ended_on=day("inspection_end"),
        published_on=day("publication"),
        overall=grade("overall_effectiveness"),
        leaders=grade("impact_of_leaders"),
        help_and_protection=grade("help_and_protection"),
        in_care=grade("in_care"),
        care_leavers=grade("care_leavers"),
        statistical_neighbours=neighbours,
    )


def _grade(text: str, where: str) -> str:
    if text.lower() in _NO_GRADE:
        return ""
    grade = _GRADE.get(text.lower())
    if grade is None:
        raise Refused(f"{where} is {text[:40]!r}, which is no grade. Correct the list, or leave the grade empty.")
    return grade.value


def _date(text: str, where: str) -> dt.date | None:
    if text.lower() in ("", "nan", "none"):
        return None
    for pattern, form in _DATES:
        if pattern.match(text):
            try:
                return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
            except ValueError:
                break
    raise Refused(f"{where} is {text[:40]!r}, which is no day such as 27/10/2023.")
