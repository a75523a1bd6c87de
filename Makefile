# Every command a contributor needs; CI calls only these.
PYTHON ?= python3
NAMRO = .venv/bin/namro
UV_VERSION = 0.13.9
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast check format bench demo-reset messages browser

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit("Năm Rõ needs Python 3.11 or newer: make PYTHON=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	@echo "Setting up .venv ..."
	@$(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.run: .venv/bin/uv uv.lock pyproject.toml
	@echo "Installing the locked dependencies ..."
	@sh tools/sync.sh --no-dev
	@touch $@

.venv/.dev: .venv/bin/uv uv.lock pyproject.toml
	@echo "Installing the locked dependencies and the tools of development ..."
	@sh tools/sync.sh
	@touch $@ .venv/.run

setup: .venv/.run ## virtual environment with locked, hashed dependencies; database, translations, static files
	@$(NAMRO) setup

run: .venv/.run ## serve on http://localhost:8000 with everything set up (PORT, DATABASE_URL, NAMRO_DATA)
	@$(NAMRO) run

browser: # Chromium for the browser tests, where this machine lets us install it
	@sh tools/chromium.sh

test: .venv/.dev browser ## every test, the browser ones too (DATABASE_URL tests on that server)
	@.venv/bin/python -m pytest -n $(WORKERS) --maxschedchunk=1

test-fast: .venv/.dev ## the tests that need no database and no browser
	@.venv/bin/python -m pytest -q -n $(WORKERS) -m "not database" tests/unit tests/contract

check: .venv/.dev ## format, lint, types, import contracts, templates, translations, migrations, fast tests
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet src
	.venv/bin/python tools/messages.py check
	$(NAMRO) manage makemigrations --check --dry-run
	@$(MAKE) --no-print-directory test-fast

format: .venv/.dev ## put the code in its form
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

messages: .venv/.dev ## bring the translation catalogues up to date and compile them
	.venv/bin/python tools/messages.py update
	.venv/bin/python tools/messages.py compile

bench: .venv/.dev ## every benchmark; each writes bench/results/NAME.json
	@.venv/bin/python -m bench

demo-reset: .venv/.run ## throw the demonstration away and build it again
	@$(NAMRO) demo --reset
