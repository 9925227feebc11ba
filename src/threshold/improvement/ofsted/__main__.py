"""The process that opens an untrusted PDF: the file on standard input, the answer as JSON on standard output.

It limits itself before PDFium is loaded. A PDF that makes PDFium crash, loop or ask for memory without end ends this
process and nothing else. Started by `sandbox.read_safely`.
"""

from __future__ import annotations

import json
import resource
import sys

SECONDS = 20
MEMORY = 400_000_000  # bytes of address space; a report of 60 pages needs less than 150 MB


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    from threshold.improvement.ofsted import reading, report  # noqa: PLC0415 - PDFium is loaded inside the limits

    data = sys.stdin.buffer.read(reading.MOST_BYTES + 1)
    try:
        found = report.read(data, sys.argv[1] if len(sys.argv) > 1 else "")
        answer = report.as_json(found) | {"page_texts": found.page_texts}
    except reading.Unreadable as unreadable:
        answer = {"refused": unreadable.sentence}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


if __name__ == "__main__":
    main()
