# Every target makes what it needs: a machine with python3 (3.11 or later) and make is enough.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# How many test processes; kernels inside each use every core.
JOBS ?= auto
# Which tests; all of hwtests where it is empty.
TESTS ?=
BENCH ?= --against torch

.DEFAULT_GOAL := help
.PHONY: help demo test test-all bench lint format clean

help:
	@echo "make demo      train a small network on handwritten digits, on this machine's best card"
	@echo "make test      the everyday tests"
	@echo "make test-all  every test"
	@echo "make bench     measure beside PyTorch (BENCH='names... --against torch')"
	@echo "make lint      ruff, mypy, import-linter"
	@echo "make format    rewrite the source as ruff formats it"
	@echo "make clean     remove $(VENV) and every build product"

demo: $(VENV)/.demo
	$(BIN)/barewire demo

test: $(VENV)/.test
	$(BIN)/python -m pytest -n $(JOBS) -m "not slow" $(TESTS)

test-all: $(VENV)/.test
	$(BIN)/python -m pytest -n $(JOBS) $(TESTS)

bench: $(VENV)/.bench
	$(BIN)/barewire bench $(BENCH)

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit("barewire needs Python 3.11 or later, $(PYTHON) is " \
		+ sys.version.split()[0] + "; name another with make PYTHON=...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	@touch $@

# One stamp per extra: installed once, and again when the requirements change.
$(VENV)/.demo $(VENV)/.test $(VENV)/.bench $(VENV)/.lint: $(VENV)/.%: $(VENV)/.created setup.py pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@
