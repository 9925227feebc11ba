"""Where did the program stop, without what it had in hand? That may be a child's data, and belongs in no log."""

from __future__ import annotations

from pathlib import Path


def stopped(error: Exception) -> str:
    """The kind of error and the place in the program, as a sentence."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f" at line {last.tb_lineno} of {Path(last.tb_frame.f_code.co_filename).name}" if last else ""
    return f"The program stopped with {type(error).__name__}{where}."
