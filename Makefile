# On Windows without make: the commands are the same, with `py` for python3 and .venv\Scripts for .venv/bin.
ifeq ($(OS),Windows_NT)
  PYTHON ?= python
  IN_VENV := .venv/Scripts/python
else
  PYTHON ?= python3
  IN_VENV := .venv/bin/python
endif
LOCK := uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

.PHONY: pdf test soak lint check mutation clean lock

pdf:            ## the hand-in PDF, in out/
	@$(PYTHON) environment.py
	@$(IN_VENV) build.py pdf

test: lint      ## everything that is tested
	$(IN_VENV) -m pytest

soak:           ## the long tests: random edits, killed builds, other terms, other engines
	@$(PYTHON) environment.py --test
	$(IN_VENV) -m pytest -m slow

lint:           ## style and types
	@$(PYTHON) environment.py --test
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m mypy

check:          ## every answer's own evidence, without a PDF
	@$(PYTHON) environment.py
	@$(IN_VENV) build.py check

mutation:       ## the campaign of planted wrong answers
	@$(PYTHON) environment.py --test
	$(IN_VENV) -m benchmarks.mutation

clean:          ## whatever was made here, the environment too
	rm -rf .venv out .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock:           ## pin the newest versions of requirements*.in (needs uv)
	$(LOCK) --upgrade requirements.in -o requirements.txt
	$(LOCK) --upgrade -c requirements.txt requirements-test.in -o requirements-test.txt
