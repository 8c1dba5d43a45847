# Builds and tests Hashtrail. Every target first sets up what it needs, in .venv/ and node_modules/, and does so
# again when a lock file has changed.

SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The Python that makes .venv/.
PYTHON ?= python3
# How `make check` reports: text, json or github.
FORMAT ?= text

VENV := .venv
RUN := $(VENV)/bin/python
INSTALL := $(RUN) -m pip --disable-pip-version-check --no-input install --quiet --require-hashes --requirement
LOCK := $(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.PHONY: help site serve check test bench audit lock clean

help: ## say what there is to make
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 14

# BASE_URL comes to the shell as it is, from the environment or from make's command line.
site: $(VENV)/run.stamp ## build the site into output/ (BASE_URL=https://... where it will be published)
	$(RUN) build.py build $${BASE_URL:+--base-url "$$BASE_URL"}
	@echo
	@echo "The site is in output/. To read it, and to see what you change: make serve"

serve: $(VENV)/run.stamp ## show the site, drafts too, while you edit it (ARGS=..., such as --port=8001 or --open)
	$(RUN) build.py serve --drafts $(ARGS)

check: $(VENV)/run.stamp ## check the content and the templates, and write nothing (FORMAT=text, json or github)
	$(RUN) build.py check --format "$(FORMAT)"

# The last line of the output is pytest's: CI reads it.
test: $(VENV)/test.stamp node_modules/.stamp ## lint, check the types, run all the tests
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(RUN) -m pytest -n 2 --dist worksteal

bench: $(VENV)/test.stamp node_modules/.stamp ## measure the speed of the build, and the search (ARGS=..., which ARGS=--help tells)
	$(RUN) -m tests.bench.run $(ARGS)

audit: $(VENV)/test.stamp node_modules/.stamp tests/audit/node_modules/.stamp ## print what the HTML checker, axe and Lighthouse say, and what pages weigh
	$(RUN) -m tests.audit.run

lock: $(VENV)/lock.stamp ## lock the dependencies anew after an edit (UPGRADE=1: to their newest versions)
	$(LOCK) pyproject.toml --output-file requirements/run.txt
	$(LOCK) pyproject.toml --extra test --constraints requirements/run.txt --output-file requirements/test.txt
	$(LOCK) --group lock --output-file requirements/lock.txt
	for folder in . tests/audit; do npm install --prefix $$folder --package-lock-only --ignore-scripts \
		--omit-lockfile-registry-resolved --no-audit --no-fund || exit; done
	@if grep -n '"resolved"' tests/audit/package-lock.json || grep -nE '://|"resolved"' requirements/*.txt package-lock.json; then \
		echo "These lock files name a host: it would be asked wherever they are used." >&2; exit 1; fi

clean: ## remove what was set up, and what the tools remember
	rm -rf $(VENV) node_modules tests/audit/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Hashtrail needs Python 3.11 or newer, and $(PYTHON) is not. Name one: make PYTHON=python3.12 ..." >&2; \
		exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/%.stamp: requirements/%.txt $(VENV)/python.stamp
	$(INSTALL) $<
	@touch $@

$(VENV)/programs.stamp: tests/tools/programs.py $(VENV)/python.stamp
	$(RUN) tests/tools/programs.py
	@touch $@

# No package needs its install script.
node_modules/.stamp: package.json package-lock.json $(VENV)/programs.stamp
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

%/node_modules/.stamp: %/package.json %/package-lock.json $(VENV)/programs.stamp
	npm ci --prefix $* --ignore-scripts --no-audit --no-fund
	@touch $@
