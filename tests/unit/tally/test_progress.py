"""Who waits in front of a terminal is told how far it is; nobody else is told anything."""

from __future__ import annotations

import io
import time

from tally import check
from tally.cin.examples import census
from tally.commands.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def wait_for(out: io.StringIO, text: str) -> None:
    until = time.monotonic() + 10
    while text not in out.getvalue():
        assert time.monotonic() < until, out.getvalue()
        time.sleep(0.01)


def test_a_line_says_how_far_it_is_and_is_gone_at_the_end():
    out = Terminal()
    with Progress(out, patience=0.01) as progress:
        progress.tell("Reading")
        wait_for(out, "Reading, 0 s")
        progress.tell("Checking", 54, 109)
        wait_for(out, "Checking [##############                ] 54 of 109")
    assert out.getvalue().endswith("\r\x1b[K")
    assert "\n" not in out.getvalue()


def test_what_is_done_at_once_and_what_is_no_terminal_has_no_line():
    for out in (Terminal(), io.StringIO()):
        with Progress(out, patience=5 if out.isatty() else 0) as progress:
            progress.tell("Checking", 1, 2)
            time.sleep(0.05)
        assert out.getvalue() == ""


def test_the_line_is_gone_when_something_goes_wrong():
    out = Terminal()
    try:
        with Progress(out, patience=0.01) as progress:
            progress.tell("Reading")
            wait_for(out, "Reading")
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        assert out.getvalue().endswith("\r\x1b[K")


def test_a_check_tells_of_reading_and_of_every_rule(tmp_path):
    path = tmp_path / "census.xml"
    path.write_bytes(census({"LAchildID": "A1"}))
    told: list[tuple[str, int, int]] = []
    report = check([path], "cin", "2025-26", tell=lambda *what: told.append(what))
    rules = [one for one in report.rules if not one.code.startswith("form.")]
    assert told[0] == ("Reading", 0, 0)
    assert told[1:] == [("Checking", number, len(rules)) for number in range(len(rules))]
