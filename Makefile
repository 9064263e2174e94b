# Upstander. `make` alone explains every target.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PORT ?= 8000
DATA ?= var
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PATH := $(CURDIR)/$(BIN):$(PATH)

CATALOGUES := $(wildcard src/upstander/locale/*/LC_MESSAGES/django.po)
FRONTEND := $(shell find frontend -name '*.ts' -o -name '*.mjs' -o -name '*.css' 2>/dev/null) \
            $(wildcard src/upstander/core/sealing/wordlists/*)
STATIC := $(shell find src -path '*/static/*' -type f 2>/dev/null)

.PHONY: help run test test-fast check format build lock messages benches clean
.PHONY: bench-reporting bench-hub

help: ## explain the targets
	@echo "Upstander: make TARGET"
	@awk -F':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## install, build, load the example system, serve on http://127.0.0.1:8000 (PORT=, DATA=)
	@exec $(BIN)/upstander start --demo --port $(PORT) --data $(DATA)

test: build $(VENV)/.dev ## every test: Python, TypeScript, browser journeys; SQLite, and PostgreSQL where one answers
	@tools/test

test-fast: build $(VENV)/.dev ## all but the browser journeys, on SQLite
	@env -u TEST_DATABASE_URL $(BIN)/pytest -n 2 -m "not journey"

check: build $(VENV)/.dev ## ruff, mypy, import rules, templates, catalogues, lock files, TypeScript
	@tools/check

format: $(VENV)/.dev ## write the code in the house's form
	@$(BIN)/ruff check --fix src tests benchmarks tools
	@$(BIN)/ruff format src tests benchmarks tools

build: $(VENV)/.run build/.static ## install and build everything that runs

bench-reporting: build $(VENV)/.dev ## speed and size of sealing, sending, reading (prints one JSON line last)
	@$(BIN)/python -m benchmarks.reporting

bench-hub: build $(VENV)/.dev ## speed of the hub: search, pages, loading, weight (prints one JSON line last)
	@$(BIN)/python -m benchmarks.hub

messages: $(VENV)/.dev ## bring the catalogues up to date with the texts in the code
	@$(BIN)/python -m upstander.foundation.web.catalogues update

lock: $(VENV)/.dev ## resolve the dependencies anew (versions and hashes, no index address)
	@tools/lock

clean: ## remove what was built (keeps data in var/)
	rm -rf build $(VENV) node_modules

# --- how things are made ----------------------------------------------------------------------------------

$(VENV)/bin/python:
	@tools/make-venv $(PYTHON) $(VENV)

$(VENV)/.run: locks/run.lock locks/build.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing Python packages (about a minute the first time) ..."
	@$(PIP) install --require-hashes -r locks/build.lock
	@$(PIP) install --require-hashes -r locks/run.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: locks/dev.lock $(VENV)/.run
	@echo "Installing the tools for tests and checks ..."
	@$(PIP) install --require-hashes -r locks/dev.lock
	@touch $@

$(VENV)/.node: locks/node.lock | $(VENV)/bin/python
	@tools/find-node >/dev/null 2>&1 || { echo "Installing Node.js ..."; $(PIP) install --require-hashes -r locks/node.lock; }
	@touch $@

node_modules/.stamp: package.json package-lock.json $(VENV)/.node
	@echo "Installing front-end packages ..."
	@npm ci --no-audit --no-fund --silent
	@touch $@

build/.frontend: node_modules/.stamp $(FRONTEND)
	@echo "Building the front end ..."
	@npm run --silent build
	@touch $@

build/.static: build/.frontend $(VENV)/.run $(STATIC) $(CATALOGUES)
	@$(BIN)/python -m upstander.foundation.web.catalogues compile
	@rm -rf build/collected
	@$(BIN)/upstander collectstatic --noinput --verbosity 0
	@touch $@
