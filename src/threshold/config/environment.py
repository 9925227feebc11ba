"""Which settings does the environment ask for?

Every setting that differs between one installation and the next is read here and nowhere else, so that this
page is the list of them. A secret has no default: production refuses to start without it. The demo and the
tests make their own and keep it in `var/`.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

#: `production` (the default), `demo` or `test`.
MODE = os.environ.get("THRESHOLD_MODE", "production")
if MODE not in ("production", "demo", "test"):
    raise SystemExit(f"THRESHOLD_MODE is {MODE!r}. Use production, demo or test.")
PRODUCTION = MODE == "production"

#: What Threshold writes on this machine: files, the private database, letters without a mail server.
VAR = Path(os.environ.get("THRESHOLD_VAR") or ROOT / "var" / ("test" if MODE == "test" else ""))


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise SystemExit(f"{name} is {value!r}. Give it a whole number.") from None


def words(name: str, default: list[str]) -> list[str]:
    value = os.environ.get(name, "")
    return [part.strip() for part in value.split(",") if part.strip()] or default


def proxies_in_front() -> int:
    """THRESHOLD_BEHIND_PROXY: `yes` is one proxy, a number is that many, one behind the other."""
    value = os.environ.get("THRESHOLD_BEHIND_PROXY", "").strip().lower()
    if value.isdecimal():
        return int(value)
    try:
        return {"": 0, "no": 0, "yes": 1}[value]
    except KeyError:
        raise SystemExit(
            f"THRESHOLD_BEHIND_PROXY is {value!r}. Use yes, no, or the number of proxies that a request comes through."
        ) from None


def secret_key() -> str:
    """The signing key: from THRESHOLD_SECRET_KEY, or outside production from a file made on first use.

    Raises:
        SystemExit: in production, when it is not set or too short to be a secret.
    """
    given = os.environ.get("THRESHOLD_SECRET_KEY", "")
    if given:
        if len(given) < 50:
            raise SystemExit("THRESHOLD_SECRET_KEY has fewer than 50 characters. Use a longer random one.")
        return given
    if PRODUCTION:
        raise SystemExit(
            "THRESHOLD_SECRET_KEY is not set. Set it to a random text of at least 50 characters, "
            "or set THRESHOLD_MODE=demo to try Threshold out."
        )
    path = VAR / "secret-key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass  # another process made it in the same moment; its key is as good
    return path.read_text()
