# Every target sets up what it needs; a second call skips what is there.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all lint format docs bench up down lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TESTS ?= tests
SQLFLUFF := OSSPULSE_WAREHOUSE=:memory: DBT_TARGET_PATH=$(CURDIR)/dbt/target DBT_LOG_PATH=$(CURDIR)/dbt/logs $(BIN)/sqlfluff

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## Install everything into .venv, checked against the locked hashes

$(INSTALLED): requirements-dev.txt requirements-bootstrap.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "make: Python 3.11 or later is needed, '$(PYTHON)' is not; name one with: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || \
		{ rm -rf $(VENV); echo "make: '$(PYTHON) -m venv' failed; on Debian and Ubuntu install the package python3-venv" >&2; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.txt
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements-dev.txt requirements-bootstrap.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(INSTALLED) ## Run the whole system on a simulated community and show its report
	@$(BIN)/osspulse demo

test: $(INSTALLED) ## Run every test that fits in ten minutes on two cores
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow" $(TESTS)

test-all: $(INSTALLED) ## Run every test, soak and chaos at length included
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(TESTS)

lint: $(INSTALLED) ## Check style, types, SQL and who imports whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(SQLFLUFF) lint --processes 2 dbt/models

format: $(INSTALLED) ## Rewrite Python and SQL in the project's style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(SQLFLUFF) fix --processes 2 dbt/models

docs: $(INSTALLED) ## Rewrite the pages that say what the code says
	@$(BIN)/pytest --quiet --write-docs tests/conventions -k page

bench: $(INSTALLED) ## Measure what it costs and write benchmarks/RESULTS.md
	@$(BIN)/python benchmarks/run.py

up: $(INSTALLED) ## Start Kafka, Airflow and the receiver on this machine
	@$(BIN)/osspulse up --detach

down: ## Stop what `make up` started
	@if [ -x $(BIN)/osspulse ]; then $(BIN)/osspulse down; fi

lock: ## Resolve the dependencies of pyproject.toml again
	@tools="$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --annotation-style line"; \
	$$tools --upgrade pyproject.toml --output-file requirements.txt >/dev/null; \
	$$tools --group receiver --constraint requirements.txt --output-file requirements-receiver.txt >/dev/null; \
	$$tools --group build --constraint requirements.txt --output-file requirements-build.txt >/dev/null; \
	$$tools --group postgres --constraint requirements.txt --output-file requirements-postgres.txt >/dev/null; \
	$$tools pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt >/dev/null

clean: down ## Remove everything that running the project made
	@rm -rf $(VENV) .osspulse dbt/target dbt/logs dbt/dbt_packages .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
