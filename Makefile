# Every target makes .venv when it is missing; nothing else has to be prepared but Python >= 3.11.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run test lint bench format lock texts clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run ## without a token: the demo; with FAGUANG_TOKEN set: serve Telegram
	@$(BIN)/python -m bot

test: .venv/dev ## the whole suite; what this machine lacks is skipped and named
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

lint: .venv/dev ## style, types, import contracts, and the sizes beside our targets
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.architecture.sizes

bench: .venv/dev ## the figures, with the machine they were measured on
	@$(BIN)/python -m tests.bench

format: .venv/dev ## let ruff put the code in order
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

texts: .venv/dev ## collect new texts into the catalogues, derive zh_Hant
	@$(BIN)/python -m bot.locale

lock: ## pin the newest versions that fit pyproject.toml, with hashes (needs uv)
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --group build pyproject.toml -o requirements.txt
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --group dev -c requirements.txt -o requirements-dev.txt
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --group mirror -c requirements.txt -o requirements-mirror.txt

clean: ## remove what the other targets made (never data/)
	rm -rf .venv build dist artefacts .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find bot handlers storage tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run: requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the bot needs into .venv ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@echo "Installing what tests and checks need into .venv ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
