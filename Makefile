# Everything runs in a virtual environment of its own: Python 3.11 and make are all that is needed.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
DEMO_READY := $(VENV)/.demo-ready
READY := $(VENV)/.ready

EXAMPLE := examples/therapists-being-human
DEMO := build/demo
DEMO_AT := 2026-11-20T12:00:00Z

INNER := text i18n model content rights
COMMA := ,

.PHONY: wordpress ghost help demo picture test coverage test-all bench check format docs reference clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

# the command and nothing else: what `make demo` needs, so that the first minute is not spent on tools
$(DEMO_READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tbh-model needs Python 3.11 or newer")'
	@echo "Create a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@echo "Install tbh-model and the packages it needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[cli]'
	@touch $@

$(READY): pyproject.toml $(DEMO_READY)
	@echo "Install the tools for tests, checks and documentation ..."
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'  # the first that knows --group
	@$(BIN)/python -m pip install --quiet --editable '.[cli]' --group dev
	@touch $@

demo: $(DEMO_READY)  ## build the example into build/demo, and take screenshots of it
	@echo "Build the example into $(DEMO) ..."
	@$(BIN)/tbh build $(EXAMPLE) --to $(DEMO) --at $(DEMO_AT) --no-ledger
	@echo "Take screenshots, if there is a Chromium ..."
	@$(BIN)/python tools/demo.py $(DEMO) $(DEMO)-screenshots

picture: $(READY)  ## take the images of the README (needs Chromium)
	$(BIN)/tbh build $(EXAMPLE) --to $(DEMO) --at $(DEMO_AT) --no-ledger --quiet
	$(BIN)/python tools/screenshots.py $(DEMO) docs/images

test: $(READY)  ## run the tests (under four minutes)
	HYPOTHESIS_PROFILE=brief $(BIN)/python -m pytest -n auto -m 'not heavy'

coverage: $(READY)  ## check the branch coverage of text, model, content and rights
	$(BIN)/python -m pytest -n auto -m 'not heavy' $(INNER:%=tests/%) \
		tests/cli tests/exporters tests/importers tests/panel tests/laws/test_letters.py \
		--cov --cov-report=
	$(BIN)/coverage report --precision=2 --fail-under=100 --include='$(subst $() ,$(COMMA),$(INNER:%=*/%/*))'

test-all: test coverage  ## run the tests, and then the long ones
	HYPOTHESIS_PROFILE=usual $(BIN)/python -m pytest -n auto tests/laws
	$(BIN)/python -m pytest -n auto -m heavy --ignore tests/laws

wordpress: $(READY)  ## start a real WordPress to push to (needs Debian's wordpress, mariadb-server-core, php-cli)
	@PYTHONPATH=plugins/tbh-wordpress/src:tests $(BIN)/python plugins/tbh-wordpress/tests/live.py

ghost: $(READY)  ## start a real Ghost to push to (needs Node, Debian's mariadb-server-core, and TBH_GHOST)
	@PYTHONPATH=plugins/tbh-ghost/src:tests $(BIN)/python plugins/tbh-ghost/tests/live.py

bench: $(READY)  ## compare the build times with Hugo, Pelican and Eleventy, for docs/performance.md (half an hour)
	$(BIN)/python benchmarks/sites.py --to docs

check: $(READY)  ## lint, format, types, structure
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright --warnings
	$(BIN)/python -m pytest -q tests/test_house.py tests/test_structure.py

format: $(READY)  ## format the code, and apply the fixes of ruff
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY)  ## build the documentation into docs/_build
	$(BIN)/sphinx-build --quiet --fail-on-warning docs docs/_build/html
	@echo "The documentation is in docs/_build/html/index.html"

reference: $(READY)  ## write fields, options and help into the reference pages
	$(BIN)/python tools/write_reference.py

clean:  ## remove what was built, and the virtual environment
	rm -rf $(VENV) build dist docs/_build
