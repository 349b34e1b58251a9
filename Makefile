# Two commands do everything on a fresh clone: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
WEB := src/shouxian/server/web
DESK := $(WEB)/static/desk/icons.svg
WORDS := $(patsubst %.po,%.mo,$(wildcard $(WEB)/words/*/zh_Hans/LC_MESSAGES/django.po))

.PHONY: desk browser demo test check bench peers walk agree format docs pictures lock clean help

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(INSTALLED): requirements/dev.txt pyproject.toml
	@echo "Setting up .venv (once; a minute or two) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $(INSTALLED)

desk/node_modules/.package-lock.json: desk/package-lock.json | $(INSTALLED)
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
	@cd desk && PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent

$(DESK): desk/node_modules/.package-lock.json desk/build.mjs desk/desk.js $(wildcard desk/css/*.css desk/icons/*.svg)
	@cd desk && PATH="$$PATH:$(CURDIR)/$(BIN)" npm run --silent build

%.mo: %.po | $(INSTALLED)
	@$(BIN)/pybabel --quiet compile -i $< -o $@ -l zh_Hans

desk: $(DESK) $(WORDS) ## what the desk's pages load: styles, scripts, icons, words

demo: $(INSTALLED) desk ## the main job for every campaign (or CAMPAIGN=id, CAMPAIGNS="id id") on a small town, into demo/
	@rm -rf demo
	@$(BIN)/shouxian demo-town $(CAMPAIGN:%=--campaign %) $(CAMPAIGNS:%=--campaign %) --into demo --households 120 --villages 4
	@$(BIN)/shouxian demo-desk --from demo --data demo/desk
	@if [ -t 1 ]; then $(BIN)/shouxian serve --demo --data demo/desk; fi

browser:  # tests of pages look at them in a real browser; where it is missing, Debian has it
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; }

# Counting branches takes as long as the work itself: only the tests that are there for core do it.
OF_CORE := unit packs golden hostile
ON_BOTH := -n 2 --dist loadgroup --no-loadscope-reorder
test: $(INSTALLED) desk browser ## every test, with branch coverage of core
	@$(BIN)/pytest $(ON_BOTH) --cov --cov-report=term $(OF_CORE:%=tests/%)
	@$(BIN)/pytest $(ON_BOTH) $(OF_CORE:%=--ignore=tests/%)

check: $(INSTALLED) desk ## lint, types, import contracts, packs and docs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/shouxian campaign check --all
	@$(BIN)/shouxian rules test --mutate
	@$(BIN)/pytest -q tests/docs tests/contracts

bench: $(INSTALLED) ## speeds as ratios against the bare engine or a peer, into docs/reference/figures.md
	@$(BIN)/python -m benchmarks

peers: $(INSTALLED) ## install what only `make bench` compares with (pandas, polars)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt

walk: $(INSTALLED) desk ## the whole walk: everybody at every address with everything, on both databases
	@SHOUXIAN_WALK=whole $(BIN)/pytest -q -s tests/integration/walk

agree: $(INSTALLED) ## the long run: a million and more pairs of expression and household through both engines and SQLite
	@$(BIN)/python tests/generative/agreement.py $(SECONDS:%=--seconds %)

format: $(INSTALLED) ## put code into its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(INSTALLED) ## write the generated pages of docs/ again
	@$(BIN)/python -m tests.docs.generated --write

pictures: $(INSTALLED) desk browser ## take the pictures of docs/pictures anew from a demo town
	@$(BIN)/python -m tests.docs.pictures

lock: ## make the lock files anew (needs uv)
	@uv pip compile pyproject.toml --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements/runtime.txt
	@uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements/dev.txt
	@uv pip compile pyproject.toml --extra bench --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements/bench.txt
	@uv pip compile pyproject.toml --extra node --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements/node.txt

clean: ## remove what was made
	@rm -rf .venv demo dist build desk/node_modules $(WEB)/static .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis
