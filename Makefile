# Every command a contributor needs; CI calls only these.
PYTHON ?= python3
UV = .venv/bin/uv
NAMRO = .venv/bin/namro
UV_VERSION = 0.13.9

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench demo-reset messages format

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit("Năm Rõ needs Python 3.11 or newer: make PYTHON=python3.12 …") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.synced: .venv/bin/uv uv.lock pyproject.toml
	$(UV) sync --frozen --quiet --inexact --no-dev
	@touch $@

.venv/.synced-dev: .venv/bin/uv uv.lock pyproject.toml
	$(UV) sync --frozen --quiet --inexact
	@touch $@ .venv/.synced

setup: .venv/.synced ## virtual environment with locked dependencies; the command is then .venv/bin/namro
	@$(NAMRO) setup

run: .venv/.synced ## serve on http://localhost:8000 with everything set up (PORT, DATABASE_URL)
	@$(NAMRO) run
