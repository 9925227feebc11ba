"""What does the log say of a defect? The kind of error and the places in the code, never its text.

The text of an error may quote a record or what somebody typed.
"""

from __future__ import annotations

import traceback

_DEPTH = 6


def in_words(exception: BaseException) -> str:
    """Such as `KeyError at outbox.py:58 < worker.py:71`, the innermost place first."""
    frames = traceback.extract_tb(exception.__traceback__)
    places = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames[-_DEPTH:]))
    return f"{type(exception).__name__} at {places}"
