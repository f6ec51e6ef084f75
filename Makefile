# Everything starts here: `make quickstart` and `make test` install what is missing first.
#
# Two kinds of machine:
#   Debian 12   Meep and MPI come from apt, the rest from pip into .venv (on /usr/bin/python3).
#   conda       an activated environment made from environment.yml: .venv is a thin layer on it that
#               holds the pencsim command; neither apt nor the environment itself is touched.
# Either way the command is .venv/bin/pencsim.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Debian packages that pip cannot replace; APT_TEST_PACKAGES are needed by the tests alone.
APT_PACKAGES := python3-meep-mpi-default python3-mpi4py openmpi-bin python3-venv
APT_TEST_PACKAGES := slurm-wlm munge chromium-headless-shell ngspice

VENV := .venv
PYTHON := $(VENV)/bin/python
PENCSIM := $(VENV)/bin/pencsim
QUICKSTART := configs/quickstart.yaml
QUICKSTART_DIR := runs/quickstart

# A conda environment counts only where it holds Meep, so that an activated `base` does no harm.
CONDA_MEEP := $(if $(CONDA_PREFIX),$(wildcard $(CONDA_PREFIX)/lib/python3.*/site-packages/meep))
STAMP := $(VENV)/.installed-$(if $(CONDA_MEEP),conda,debian)

# Processes that `make test` uses for the tests of one thread.
TESTS_AT_ONCE ?= 2

# Ranks share the cores; threads inside them would only compete.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---------------------------------------------------------------------------------- installation

.PHONY: install system test-system
install: $(STAMP)  ## what is missing, into .venv (and apt, on Debian)

ifdef CONDA_MEEP
system test-system:

$(STAMP): pyproject.toml
	$(CONDA_PREFIX)/bin/python -m venv --clear --system-site-packages --without-pip $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
else
system:
	@.ci/system-packages $(APT_PACKAGES)

test-system:
	@.ci/system-packages $(APT_PACKAGES) $(APT_TEST_PACKAGES)

$(STAMP): pyproject.toml constraints-debian.txt | system
	@rm -f $(VENV)/.installed-*
	@grep -qs '^home = /usr/bin$$' $(VENV)/pyvenv.cfg && test -x $(VENV)/bin/pip || /usr/bin/python3 -m venv --clear --system-site-packages $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --constraint constraints-debian.txt --editable '.[dev]'
	@touch $@
endif

# ------------------------------------------------------------------------------------------- use

# Exit status 3 is "finished, not converged": the pictures are drawn all the same, and it is said last.
.PHONY: quickstart
quickstart: install  ## run configs/quickstart.yaml, draw its figures, print its numbers
	@status=0; $(PENCSIM) run $(QUICKSTART) || status=$$?; \
	if [ $$status -ne 0 ] && [ $$status -ne 3 ]; then exit $$status; fi; \
	$(PENCSIM) figures $(QUICKSTART_DIR) --out $(QUICKSTART_DIR)/figures; \
	$(PENCSIM) show $(QUICKSTART_DIR); \
	echo "Figures: $(QUICKSTART_DIR)/figures"; \
	if [ $$status -eq 3 ]; then echo "NOT CONVERGED: finished, but a tolerance was not met (see the status above)." >&2; fi

# -------------------------------------------------------------------------------------- checking

.PHONY: lint format test bench
lint: install  ## style and types
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

format: install  ## put the source into the house style
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

# Tests of one thread share the cores; those that start several processes have them alone.
test: test-system lint  ## everything that must pass: style, types, all tests
	$(PYTHON) -m pytest -n $(TESTS_AT_ONCE) --dist loadgroup --no-loadscope-reorder -m "not alone" --durations=15
	$(PYTHON) -m pytest -m alone --durations=15

# A folder of benchmarks/ per sub-system; what digest.py imports is no program.
BENCHMARKS = $(filter-out benchmarks/digest/%,$(wildcard benchmarks/*/*.py)) benchmarks/digest/digest.py

bench: install  ## the benchmarks, one after another
	@for script in $(BENCHMARKS); do echo "== $$script"; $(PYTHON) "$$script"; done

.PHONY: clean
clean:  ## remove .venv and caches; results under runs/ stay
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
