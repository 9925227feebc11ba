#!/usr/bin/env bash
# Lines that no commit may carry: an address of a package registry, a path of one machine, sample or statistics data.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$(pwd)
fail=0

report() {
  if [ -n "$2" ]; then printf '%s:\n%s\n' "$1" "$2" | cut -c1-160; fail=1; fi
}

tracked() { git ls-files -z -- . ':!scripts/check_house_rules.sh' | xargs -0 -r grep -nI "$@" -- 2>/dev/null || true; }

report "A path of this machine" "$(tracked -F -e "$here/" -e "$(dirname "$here")/shared")"
report "An address of a package registry" "$(tracked -E -e '"resolved": *"http' -e 'registry *= *"http' -e '--(extra-)?index-url' -e 'files\.pythonhosted\.org|registry\.npmjs\.org|pypi\.org/simple')"
report "A lock file with addresses" "$(git ls-files | grep -E '(^|/)uv\.lock$' || true)"
# tally's pages are files of their own that no server sends, so their scripts stand in them.
report "A style or script inside a template, which the Content-Security-Policy would block" \
  "$(git ls-files -z -- 'src/*.html' ':!src/tally/report.html' ':!src/tally/measures/measures.html' | xargs -0 -r grep -nE ' style="| on(click|load|submit|change)="|<script>' -- 2>/dev/null || true)"
exit $fail
