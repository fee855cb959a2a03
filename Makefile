# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
UV := .tools/bin/uv
PORT ?= 5005
export PORT
# Training and serving run on the processor; one thread for each library keeps short messages quick.
export OMP_NUM_THREADS ?= 1
export TF_CPP_MIN_LOG_LEVEL ?= 3
export SQLALCHEMY_SILENCE_UBER_WARNING = 1
export RASA_TELEMETRY_ENABLED = false
# An inherited "do not write bytecode" triples every start.
unexport PYTHONDONTWRITEBYTECODE

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

setup: $(VENV)/ready ## environment, database, demo orders, trained model: all that serving needs
	@$(BIN)/photodesk train
	@$(BIN)/photodesk orders demo

run: setup ## set up whatever is missing, then serve on PORT (5005)
	@exec $(BIN)/photodesk serve

test: $(VENV)/ready ## set up what the tests need and run them all
	@./tests/prepare
	@$(BIN)/photodesk train
	@$(BIN)/pytest

check: $(VENV)/ready ## types, style and the knowledge base
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy photodesk actions
	$(BIN)/photodesk kb check

lock: $(UV) ## renew requirements.lock from pyproject.toml
	$(UV) pip compile -q pyproject.toml --extra dev --python-version 3.10 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" -o requirements.lock

clean: ## remove everything that was built (not var/, where the database is)
	rm -rf $(VENV) .tools models .rasa .mypy_cache .pytest_cache .ruff_cache

$(UV):
	@echo "bringing in uv …"
	@python3 -m venv .tools || { echo "a Python 3 with the venv module is needed (Debian: apt-get install python3-venv)"; exit 1; }
	@.tools/bin/pip install -q uv

$(VENV)/ready: requirements.lock pyproject.toml | $(UV)
	@echo "installing the environment (about a minute with a warm cache) …"
	@test -x $(BIN)/python || $(UV) venv -q --python 3.10 $(VENV)
	@VIRTUAL_ENV=$(VENV) $(UV) pip sync --compile-bytecode --require-hashes requirements.lock
	@VIRTUAL_ENV=$(VENV) $(UV) pip install -q --no-deps --no-build-isolation --compile-bytecode --editable .
	@touch $@

.PHONY: help setup run test check lock clean
