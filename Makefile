# The commands of a working day. Every target prints what it does and stops at the first failure.
# On Windows: make BIN=.venv/Scripts ...

PYTHON ?= python3
VENV ?= .venv
BIN ?= $(VENV)/bin
STAMP := $(VENV)/.set-up
JOBS ?= auto

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test check crash bench picture reference clean

help: ## show this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

setup: $(STAMP) ## make the virtual environment, with every version as pinned in constraints.txt

$(STAMP): pyproject.toml constraints.txt
	@echo "setup: installing into $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "storyboard needs Python 3.11 or later; try: make setup PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
	@echo "setup: done; the command is $(BIN)/storyboard"

demo: $(STAMP) ## render the example episode as an animatic: free, offline, no key
	@echo "demo: storyboards/orchid/s01e01.storyboard.yaml, as a preview"
	@$(BIN)/storyboard render --preview storyboards/orchid/s01e01.storyboard.yaml

test: check ## every gate, then every test; JOBS=0 for one at a time
	@echo "test: pytest"
	@$(BIN)/python -m pytest --numprocesses=$(JOBS) --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

check: $(STAMP) ## the gates alone: format, lint, types, layers
	@echo "check: ruff format"
	@$(BIN)/ruff format --check --quiet --diff .
	@echo "check: ruff"
	@$(BIN)/ruff check --quiet .
	@echo "check: mypy"
	@$(BIN)/mypy --no-error-summary
	@echo "check: layers"
	@$(BIN)/lint-imports --no-logo

crash: $(STAMP) ## kill runs at every step, then twice each at random, 2,000 times
	@echo "crash: every step, then CRASH_ROUNDS=$(or $(CRASH_ROUNDS),2000) pairs"
	@CRASH_ROUNDS=$(or $(CRASH_ROUNDS),2000) $(BIN)/python -m pytest -s tests/crash

bench: $(STAMP) ## run every benchmark, one after the other
	@for benchmark in benchmarks/*.py; do \
		echo "bench: $$benchmark"; \
		$(BIN)/python $$benchmark || exit 1; \
	done

picture: $(STAMP) ## take the pictures of README and docs again (needs a Chromium)
	@echo "picture: the contact sheet"
	@$(BIN)/python storyboards/contact_sheet.py
	@echo "picture: the review page"
	@$(BIN)/python -m tests.browser.pictures

reference: $(STAMP) ## write docs/reference again from schemas, codes, commands and cards
	@echo "reference: docs/reference"
	@$(BIN)/python -m scripts.reference

clean: ## remove the environment, caches and built files; never the ledger or the clips
	@echo "clean: $(VENV), caches, dist"
	@rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -path ./.git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +
