# Every target makes what it needs: a machine with python3 (3.11 or later) and make is enough.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# How many test processes; kernels inside each use every core.
JOBS ?= auto
# Who has none left takes some of another's.
PARALLEL = -n $(JOBS) --dist worksteal
# Which tests; all of hwtests where it is empty.
TESTS ?=
# Every simulated card runs some tests of tensor programs every day, and all of them in `make test-all`; sm_75,
# whose kernels are those of sm_80 but for matrix products, the sample there too.
SIMULATED := gfx1100 gfx942 gfx1201 gfx1030
SAMPLE := hwtests/test_first_programs.py hwtests/codegen/test_elementwise_ops.py \
	hwtests/tensor/test_reduction.py hwtests/jit/test_state.py
PROGRAMS := hwtests/test_first_programs.py hwtests/tensor hwtests/nn hwtests/jit \
	hwtests/codegen/test_elementwise_ops.py hwtests/codegen/test_movement.py hwtests/codegen/test_realize.py \
	hwtests/codegen/test_reductions.py hwtests/codegen/test_fusion_keeps_results.py \
	hwtests/codegen/test_attention_kernel.py
# One of the groups of ONNX's conformance suite, on every card.
ONNX_SAMPLE := 'hwtests/onnx/test_conformance.py::test_cases_pass[0]'
# What an Adreno runs every day; all of it in test-all. Tests skip what they compute with float64, which it lacks.
DEMO_ON_ADRENO := hwtests/tools/test_demo.py::test_few_epochs_read_most_digits
SAMPLE_OF_ADRENO := $(SAMPLE) hwtests/codegen/test_movement.py hwtests/nn/test_mobile_network.py \
	$(DEMO_ON_ADRENO)
# What depends on the processor is run once for every level of x86-64 that this one has.
OF_THE_PROCESSOR := hwtests/codegen hwtests/tensor hwtests/simulated hwtests/runtime hwtests/drivers
SAMPLE_OF_THE_PROCESSOR := hwtests/test_first_programs.py hwtests/codegen/test_elementwise_ops.py \
	hwtests/simulated/amd/isa/test_random_programs.py hwtests/simulated/nvidia/ptx/test_floating.py
# A simulated card that does not answer for this long hangs.
SIMULATED_TIMEOUT_S := 120
# Other interpreters that the wheel is installed for, where they are found: those of the system and of pyenv.
PYTHONS ?= $(shell command -v python3.12 python3.13) $(wildcard $(HOME)/.pyenv/versions/3.1[23].*/bin/python)
BENCH ?= --against torch
DEVICE ?= NVIDIA
ON_CARD ?=
# A checkout of the Array API standard's tests, github.com/data-apis/array-api-tests with its submodule.
ARRAY_API_TESTS ?=
# How many random calls it makes of each function.
EXAMPLES ?= 20

# Tests start hundreds of processes: the source is compiled once for all of them, wherever that is switched off.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test test-all array-api dist-check bench on-card lint format docs clean

help:
	@echo "make demo      train a small network on handwritten digits, on this machine's best card"
	@echo "make test      the everyday tests, with a sample on every simulated card and processor level"
	@echo "make test-all  every test, on every simulated card and at every processor level"
	@echo "make array-api  the Array API standard's own tests, from a checkout (ARRAY_API_TESTS=folder)"
	@echo "make dist-check  build sdist and wheel, test both (TESTS=hwtests for every everyday test)"
	@echo "make bench     measure beside PyTorch (BENCH='names... --against torch')"
	@echo "make on-card   everything on the card DEVICE=NVIDIA, into one file (ON_CARD='--minutes 5 ...')"
	@echo "make lint      ruff, mypy, import-linter, names given twice"
	@echo "make format    rewrite the source as ruff formats it"
	@echo "make docs      build the site into site/; a warning is an error"
	@echo "make clean     remove $(VENV) and every build product"

demo: $(VENV)/.demo
	$(BIN)/barewire demo

# Tests of tensor programs on a simulated card: $(call on_card,device,card,tests).
on_card = BAREWIRE_SIMULATE=$(2) BAREWIRE_DEVICE=$(1) BAREWIRE_TIMEOUT=$(SIMULATED_TIMEOUT_S) \
	$(BIN)/python -m pytest $(PARALLEL) $(3)
# On NVIDIA's, ptxas may judge every kernel: $(call on_nvidia,cards,tests,BAREWIRE_ASSEMBLE=1).
on_nvidia = $(foreach card,$(1),$(3) $(call on_card,NVIDIA,$(card),$(2)) &&) true

# Tests with the processor held down to each level: $(call on_levels,tests).
on_levels = for level in $$($(BIN)/python -m hwtests.processor); do \
	BAREWIRE_TEST_LEVEL=$$level $(BIN)/python -m pytest $(PARALLEL) $(1) || exit 1; done

test: $(VENV)/.test
	$(BIN)/python -m pytest $(PARALLEL) -m "not slow" $(TESTS)
ifeq ($(TESTS),)
	$(foreach card,$(SIMULATED),$(call on_card,AMD,$(card),-m "not slow" $(SAMPLE) $(ONNX_SAMPLE)) &&) true
	$(call on_nvidia,sm_90,-m "not slow" $(SAMPLE) $(ONNX_SAMPLE),BAREWIRE_ASSEMBLE=1)
	$(call on_nvidia,sm_80 sm_75,-m "not slow" $(SAMPLE) $(ONNX_SAMPLE))
	$(call on_card,QUALCOMM,a630,-m "not slow" $(SAMPLE_OF_ADRENO) $(ONNX_SAMPLE))
	$(call on_card,QUALCOMM,a660,-m "not slow" hwtests/test_first_programs.py $(ONNX_SAMPLE))
	$(call on_levels,-m "not slow" $(SAMPLE_OF_THE_PROCESSOR))
endif

test-all: $(VENV)/.test
	$(BIN)/python -m pytest $(PARALLEL) $(TESTS)
ifeq ($(TESTS),)
	$(foreach card,$(SIMULATED),$(call on_card,AMD,$(card),$(PROGRAMS) $(ONNX_SAMPLE)) &&) true
	BAREWIRE_AMD_INTERFACE=drm $(call on_card,AMD,gfx1100,$(PROGRAMS))
	$(call on_nvidia,sm_90 sm_80,$(PROGRAMS) $(ONNX_SAMPLE),BAREWIRE_ASSEMBLE=1)
	$(call on_nvidia,sm_75,$(SAMPLE) $(ONNX_SAMPLE),BAREWIRE_ASSEMBLE=1)
	$(call on_card,QUALCOMM,a630,$(PROGRAMS) $(DEMO_ON_ADRENO) $(ONNX_SAMPLE))
	$(call on_card,QUALCOMM,a660,$(SAMPLE_OF_ADRENO) $(ONNX_SAMPLE))
	$(call on_card,QUALCOMM,a740,hwtests/test_first_programs.py $(ONNX_SAMPLE))
	$(call on_levels,$(OF_THE_PROCESSOR))
endif

array-api: $(VENV)/.test
	@test -d "$(ARRAY_API_TESTS)/array_api_tests" || { echo "ARRAY_API_TESTS names a checkout of" \
		"https://github.com/data-apis/array-api-tests, made with --recurse-submodules"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $(ARRAY_API_TESTS)/requirements.txt
	cd $(ARRAY_API_TESTS) && ARRAY_API_TESTS_MODULE=barewire ARRAY_API_TESTS_VERSION=2024.12 \
		$(abspath $(BIN))/python -m pytest $(PARALLEL) array_api_tests --disable-deadline \
		--max-examples $(EXAMPLES) --skips-file $(abspath hwtests/array_api/skips.txt)

dist-check: $(VENV)/.dist
	$(BIN)/python -m hwtests.distribution $(addprefix --python ,$(PYTHONS)) $(TESTS)

bench: $(VENV)/.bench
	$(BIN)/barewire bench $(BENCH)

on-card: $(VENV)/.test
	$(BIN)/python -m hwtests.on_card --device $(DEVICE) $(ON_CARD)

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m hwtests.names

format: $(VENV)/.lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

clean:
	rm -rf $(VENV) build dist site *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit("barewire needs Python 3.11 or later, $(PYTHON) is " \
		+ sys.version.split()[0] + "; name another with make PYTHON=...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	@touch $@

# One stamp per extra: installed once, and again when the requirements change.
$(VENV)/.demo $(VENV)/.test $(VENV)/.bench $(VENV)/.lint $(VENV)/.docs $(VENV)/.dist: $(VENV)/.%: $(VENV)/.created \
		setup.py pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@
