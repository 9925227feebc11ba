"""What happens with a file that is damaged, locked, huge, empty or no report at all? A clear sentence, nothing else."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

import a_report_pdf as made
from threshold.core.errors import Refused
from threshold.improvement.ofsted import command, reading, report, sandbox
from threshold.improvement.ofsted import words as reading_words

SAMPLES = Path(__file__).parents[5] / "shared" / "samples" / "ofsted-reports"


def picture_only() -> bytes:
    return made.pdf([[made.Text(72, 700, "1")], [made.Text(72, 700, "2")]])


def two_reports() -> bytes:
    first, second = made.new_report(), made.new_report()
    first.pages += second.pages
    return first.bytes()


def unpacking_without_end() -> bytes:
    """A page whose words take a few kilobytes in the file, and a gigabyte in memory."""
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(b" " * 10_000_000) for _ in range(100)), packer.flush()])
    stream = zlib.compress(packed, 9)
    return (
        b"%%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream endobj\n"
        b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n0\n%%%%EOF" % (len(stream), stream)
    )


def pages_that_are_their_own_children() -> bytes:
    return (
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 100000/Kids[2 0 R 2 0 R 2 0 R]>>endobj\n"
        b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n0\n%%EOF"
    )


BAD = {
    "empty": (b"", "is empty"),
    "a web page": (b"<!DOCTYPE html><html><body>Not found</body></html>", "not a PDF"),
    "a Word file": (b"PK\x03\x04" + b"\0" * 100, "not a PDF"),
    "only a first line": (b"%PDF-1.7\n", "damaged"),
    "cut off": (made.new_report().bytes()[:900], "damaged"),
    "cut off near its end": (made.new_report().bytes()[:-400], "Its end is missing"),
    "two reports": (two_reports(), "more than one report. Another begins on page"),
    "a bomb": (unpacking_without_end(), "was stopped by what it found inside"),
    "a loop": (pages_that_are_their_own_children(), "too long"),
    "no pages": (made.pdf([]), "damaged"),
    "encrypted": (made.pdf([[made.Text(72, 700, "Secret " * 90)]], encrypted=True), "encrypted"),
    "pictures": (picture_only(), "no text"),
    "too long": (made.pdf([[made.Text(72, 700, "A page.")]] * (reading.MOST_PAGES + 1)), "too long"),
    "too large": (b"%PDF-1.7\n" + b"0" * sandbox.MOST_BYTES, "too large"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_gets_a_sentence_with_three_parts(name):
    data, says = BAD[name]
    with pytest.raises(Refused) as refused:
        sandbox.read_safely(data, "report.pdf")
    sentence = refused.value.sentence
    assert says in sentence
    assert sentence.count(". ") >= 2, "what is wrong, what was seen, what to do"


def test_another_document_is_read_without_inventing_anything():
    sheet = made.Sheet().line("Minutes of the allotment society", size=20)
    found = sandbox.read_safely(sheet.words("The chair was good and the roof inadequate. " * 12).bytes())
    assert found["judgements"] == {}
    assert found["framework"] is None
    assert found["authority"] is None
    assert found["paragraphs"] == found["needs_to_improve"] == []
    assert len(found["warnings"]) >= 5


def test_the_process_ends_when_a_pdf_takes_too_long(monkeypatch):
    def slow(*arguments, timeout, **others):
        raise subprocess.TimeoutExpired("python", timeout)

    monkeypatch.setattr(sandbox.subprocess, "run", slow)
    with pytest.raises(Refused, match="still being read after 30 seconds"):
        sandbox.read_safely(made.new_report().bytes())


def test_a_crash_of_the_reader_is_a_refusal(monkeypatch):
    monkeypatch.setattr(sandbox.sys, "executable", "/bin/false")
    with pytest.raises(Refused, match="was stopped by what it found inside"):
        sandbox.read_safely(made.new_report().bytes())


def test_the_reader_limits_its_own_memory_and_can_write_no_file(tmp_path):
    """The limits are set in the process itself, before PDFium is loaded."""
    script = (
        "import resource, sys\n"
        "from threshold.improvement.ofsted import __main__ as reader\n"
        "sys.stdin = open('/dev/null')\n"
        "try:\n    reader.main()\nexcept SystemExit:\n    pass\n"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0])\n"
        "try:\n    bytearray(1_000_000_000)\nexcept MemoryError:\n    print('no memory')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "400000000 20" in done.stdout
    assert "no memory" in done.stdout


def test_a_name_of_a_file_can_not_be_taken_for_an_option():
    assert (
        sandbox.read_safely(made.new_report().bytes(), "../--help\n-14-july-2023.pdf")["published_on"] == "2023-07-14"
    )


def changed(data: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.3:
        return data[: chance.randrange(len(data))]
    broken = bytearray(data)
    for _ in range(chance.choice([1, 10, 100, 1000])):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def test_damage_never_crashes_nor_changes_a_grade():
    chance = random.Random(20260401)
    data = made.new_report().bytes()
    read = 0
    for _ in range(150):
        broken = changed(data, chance)
        began = time.monotonic()
        try:
            found = report.as_json(report.read(broken))
        except reading.Unreadable as unreadable:
            assert unreadable.sentence
            continue
        read += 1
        # A changed byte may turn a word of a cell into another; it must not become another of the four grades.
        assert found["judgements"].items() <= made.NEW_GRADES.items()
        assert time.monotonic() - began < 10
    assert read > 20


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the sample reports are not at {SAMPLES}")
@pytest.mark.parametrize("name", ["croydon-16-march-2020", "worcestershire-14-july-2023"])
def test_damaged_samples_never_crash_nor_change_a_grade(name):
    chance = random.Random(name)
    data = (SAMPLES / f"{name}.pdf").read_bytes()
    whole = report.as_json(report.read(data))
    for _ in range(25):
        try:
            found = report.as_json(report.read(changed(data, chance)))
        except reading.Unreadable:
            continue
        assert found["judgements"].items() <= whole["judgements"].items()
        json.dumps(found)


def test_the_command_prints_json_without_settings_or_database(tmp_path):
    file = tmp_path / "severnshire-14-july-2023.pdf"
    file.write_bytes(made.new_report().bytes())
    done = subprocess.run(
        [Path(sys.executable).with_name("threshold"), "improvement", "import-report", file, "--json"],
        capture_output=True, check=True, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["judgements"] == made.NEW_GRADES
    assert list(found)[:8] == [
        "authority", "framework", "inspected_from", "inspected_to", "published_on", "judgements", "needs_to_improve",
        "paragraphs",
    ]  # fmt: skip
    assert list(found["paragraphs"][0])[:4] == ["number", "section", "text", "page"]


def test_the_command_refuses_with_a_sentence_and_two(tmp_path, capsys):
    file = tmp_path / "report.pdf"
    file.write_text("no report")
    out = tmp_path / "out.json"
    assert command.main([str(file), "--json", "--out", str(out)]) == 2
    assert "not a PDF" in capsys.readouterr().err
    assert not out.exists()
    assert command.main([str(tmp_path / "nowhere.pdf"), "--json"]) == 2
    assert "could not be read" in capsys.readouterr().err
    assert command.main([str(tmp_path), "--json"]) == 2
    file.write_bytes(made.new_report().bytes())
    assert command.main([str(file), "--json", "--out", str(tmp_path / "no" / "folder.json")]) == 2
    assert "could not be written" in capsys.readouterr().err
    assert command.main([str(file), "--json", "--out", str(out)]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["judgements"] == made.NEW_GRADES


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Good", "good"), ("OUTSTANDING", "outstanding"), ("Inadequate.", "inadequate"),
        ("Requires improvement", "requires_improvement"), ("requires  improvement\nto be good", "requires_improvement"),
        ("require improvement to be good", "requires_improvement"), ("Adequate", None), ("goods", None),
        ("not good", None), ("Good or better", None), ("", None), ("inadequate and good", None),
    ],
)  # fmt: skip
def test_a_grade_is_the_whole_text_or_none(text, grade):
    assert reading_words.grade(text) == grade
