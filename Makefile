# What a person types. Everything is built into .venv, node_modules and var; `make clean` removes them.
#
# setup        the environment and the front-end assets
# demo         the demo authority on http://127.0.0.1:8000 (a second run keeps the data); demo-reset starts afresh
# test         all tests, with what they need
# check        format, lint, types, import contracts, generated docs, migrations
# fix          what check can mend by itself
# fuzz         looks for files that the returns' readers neither read nor refuse, FUZZ_SECONDS each (not part of test)
# bench        measures pages, measures, the report, the import and the simulation; writes docs/reference/performance*.md

PYTHON ?= python3
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null || echo .venv/bin/uv)
PORT ?= 8000
CONTACTS ?= 100000
FUZZ_SECONDS ?= 120

export THRESHOLD_MODE ?= demo

.PHONY: setup setup-dev demo demo-reset test test-fast check fix fuzz bench lock clean browser docs

setup: .venv/.base assets
setup-dev: .venv/.dev assets

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Threshold needs Python 3.11 or newer.") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	if ! command -v uv >/dev/null 2>&1; then .venv/bin/python -m pip install --quiet uv; fi

# Compiled at once, so that no first start is slow, nor any where Python may not write beside its modules.
# The demo must not take away what the tests installed, so base is only synced where dev is not.
.venv/.base: .venv/bin/python requirements/base.txt pyproject.toml
	if [ ! -e .venv/.dev ]; then $(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python requirements/base.txt; \
	  $(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; fi
	touch $@

.venv/.dev: .venv/bin/python requirements/dev.txt pyproject.toml
	$(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@ .venv/.base

assets: src/threshold/ui/static/govuk/govuk-frontend.min.css

src/threshold/ui/static/govuk/govuk-frontend.min.css: package-lock.json scripts/build_assets.py | .venv/.base
	$(BIN)/python scripts/build_assets.py

demo: setup
	$(BIN)/threshold demo --port $(PORT)

demo-reset: setup
	$(BIN)/threshold demo --port $(PORT) --reset

# Debian's Chromium where apt is there; elsewhere the sentence says what to install.
browser:
	@if ! command -v chromium >/dev/null 2>&1 && ! command -v chromium-browser >/dev/null 2>&1 \
	    && ! command -v google-chrome >/dev/null 2>&1 && [ -z "$${CHROMIUM:-}" ]; then \
	  if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null; \
	  else echo "The browser tests need Chromium: install it and set CHROMIUM to its path, or run 'make test-fast'."; exit 1; fi; fi

test: setup-dev browser
	THRESHOLD_MODE=test $(BIN)/python -m pytest -n 2 --dist loadfile

test-fast: setup-dev
	THRESHOLD_MODE=test $(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser"

check: setup-dev
	$(BIN)/ruff format --no-cache --check .
	$(BIN)/ruff check --no-cache .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	THRESHOLD_MODE=test $(BIN)/threshold makemigrations --check --dry-run
	THRESHOLD_MODE=test $(BIN)/threshold docs --check
	scripts/check_house_rules.sh

fix: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	THRESHOLD_MODE=test $(BIN)/threshold docs

# What reached something new is kept in var/fuzz for the next time, and a file that breaks a reader beside it.
fuzz: setup-dev
	for reader in cin ssda903 ssda903-xml annex-a annex-a-cells ssd; do mkdir -p var/fuzz/$$reader; \
	  PYTHONPATH=tests $(BIN)/python -m fuzz $$reader var/fuzz/$$reader -max_total_time=$(FUZZ_SECONDS) -max_len=400 \
	    -len_control=0 -timeout=20 -rss_limit_mb=1500 -artifact_prefix=var/fuzz/$$reader-; done

bench: setup-dev
	$(BIN)/python bench/run.py --contacts $(CONTACTS)
	$(BIN)/python bench/returns.py
	$(BIN)/python bench/returns_growth.py
	$(BIN)/python bench/differences.py

# A check of a return beside the sector's validators, which are installed below var: how fast, and what each finds; then
# returns of growing size.
bench-returns: setup-dev
	$(BIN)/python bench/returns.py $(SIZES)
	$(BIN)/python bench/returns_growth.py $(SIZES)
	$(BIN)/python bench/differences.py

lock:
	for set in returns base dev; do $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet \
	  requirements/$$set.in -o requirements/$$set.txt; done

clean:
	rm -rf .venv node_modules var src/threshold/ui/static/govuk
