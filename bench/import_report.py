"""How long does the import of one inspection report take, and how much memory? Prints JSON.

    .venv/bin/python bench/import_report.py

Needs neither a database nor settings. Reports of three lengths are set first, so that anyone can run it. For each: the
whole command as a person types it, with its start and the process that opens the file; the reading alone; and as the
floor PDFium's bare text of the same pages. Then how soon a file that unpacks to more than the limit is refused.
Times are of the processor, so that a busy machine changes them little; the command's time on the clock stands beside.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import pypdfium2
import typst

from threshold.improvement.ofsted import __main__ as reader
from threshold.improvement.ofsted import report

COMMAND = [Path(sys.executable).with_name("threshold"), "improvement", "import-report", "--json"]
#: Numbered findings in each of four sections: about a short inspection's report, a long one's, and as much as is read.
LENGTHS = (12, 60, 180)
FINDING = (
    "Most children are seen often and alone, and what they say is written down in their own words. For a few, visits "
    "are late, and managers do not see this soon enough to change it. Plans say what has to happen and by when, but "
    "not always who will do it, and some families cannot follow them without help. "
) * 3


def main() -> None:
    print(json.dumps(measured(), indent=1))


def measured() -> dict[str, object]:
    """Seconds and megabytes by the report's pages."""
    with tempfile.TemporaryDirectory() as folder:
        reports = [_one(findings, Path(folder)) for findings in LENGTHS]
        refused = _refusal(Path(folder))
    return {"reports": reports, "refusal of a file that unpacks without end": refused}


def _one(findings: int, folder: Path) -> dict[str, object]:
    data = _report(findings)
    file = folder / f"{findings}.pdf"
    file.write_bytes(data)
    on_clock, processor, memory = _command(file, code=0)
    read = report.as_json(report.read(data))
    assert len(read["paragraphs"]) == 4 * findings and len(read["judgements"]) == 5
    floor, parse = _best(lambda: _bare(data)), _best(lambda: report.read(data))
    return {
        "pages": read["pages"],
        "paragraphs": len(read["paragraphs"]),
        "command, seconds on the clock": round(on_clock, 3),
        "command, seconds of the processor": round(processor, 3),
        "command, memory_mb": memory,
        "reading alone, seconds": round(parse, 4),
        "bare text of the pages, seconds": round(floor, 4),
        "times the floor": round(parse / floor, 1),
    }


def _command(file: Path, *, code: int) -> tuple[float, float, int]:
    """Seconds on the clock, seconds of the processor, and the most memory that a child of this process has had."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([*COMMAND, file], check=False, capture_output=True)
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == code, done.stderr
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, used, after.ru_maxrss // 1024


def _refusal(folder: Path) -> dict[str, object]:
    packer = zlib.compressobj(1)
    stream = b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(1_000)), packer.flush()])
    file = folder / "bomb.pdf"
    file.write_bytes(
        b"%%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n"
        b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n0\n%%%%EOF" % (len(stream), stream)
    )
    on_clock, processor, memory = _command(file, code=2)
    return {
        "seconds on the clock": round(on_clock, 3),
        "seconds of the processor": round(processor, 3),
        "memory_mb": memory,
        "limit_mb": reader.MEMORY // 1_000_000,
    }


def _best(work: Callable[[], object], times: int = 3) -> float:
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def _bare(data: bytes) -> int:
    pdf = pypdfium2.PdfDocument(data)
    try:
        return sum(len(page.get_textpage().get_text_range()) for page in pdf)
    finally:
        pdf.close()


def _report(findings: int) -> bytes:
    labels = (
        "The impact of leaders on social work practice with children and families",
        "The experiences and progress of children who need help and protection",
        "The experiences and progress of children in care",
        "The experiences and progress of care leavers",
        "Overall effectiveness",
    )
    rows = "".join(f"[{label}],[Good]," for label in labels)
    parts = []
    for index, label in enumerate(labels[:4]):
        parts.append(f'#text(size: 14pt, weight: "bold")[{label}: good]')
        parts += [f"{index * findings + number}. {FINDING}" for number in range(1, findings + 1)]
    findings_text = "\n\n".join(parts)
    return typst.compile(
        f"""#set page("a4", margin: 2.5cm)
#set text(size: 12pt, hyphenate: false)
#text(size: 24pt)[Inspection of Severnshire local authority children’s services]

*Inspection dates: 15 to 26 May 2023*

#table(columns: (60%, 40%), [*Judgement*], [*Grade*], {rows})

Much has been done since the last inspection.

#text(size: 14pt, weight: "bold")[What needs to improve?]

- The timeliness of visits.

{findings_text}
""".encode()
    )


if __name__ == "__main__":
    main()
