# Two commands matter: `make demo` and `make test`. Both set up everything they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SPARK  := .venv-spark
# Files of tests are shared out among processes, each with a database of its own, in the order in
# which tests/apart.py puts them.
APART  := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# What is made of the sources: compiled modules, which a command otherwise compiles each time where
# Python may not write them, and translations.
READY  := $(BIN)/python -m compileall -q src && $(BIN)/fairdue translate
SEED   ?= 1
DAYS   ?= 365

.PHONY: demo test test-slow test-spark explore setup check journeys bench simulate messages lock clean help

help:
	@echo "make demo      set up, load a portfolio, run the night, serve on 127.0.0.1"
	@echo "make test      set up and run every check and test, browser journeys included"
	@echo "make test-slow run what takes too long for make test: many nights, killed nights, journeys in English or on installations of their own"
	@echo "make test-spark  set up Spark beside it (a download of 460 MB) and run what needs it"
	@echo "make explore   let the property tests look for examples that nobody tried yet"
	@echo "make check     ruff, mypy and the import contracts only"
	@echo "make bench     measure, as ratios against a floor in the same run"
	@echo "make simulate  let invented cardholders live against the product: SEED=1 DAYS=365"
	@echo "make messages  collect texts to translate and compile the translations"
	@echo "make lock      pin the dependency ranges anew, with hashes"

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	@command -v "$(PYTHON)" > /dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make PYTHON=python3.12"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Fairdue needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	@test -x $(BIN)/pip || "$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	$(READY)
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(VENV)/.runtime

demo: $(VENV)/.runtime
	$(BIN)/fairdue demo

test: $(VENV)/.dev check
	$(READY)
	$(BIN)/fairdue doctor --browser
	$(BIN)/python -m pytest -m "not slow" $(APART)

test-slow: $(VENV)/.dev
	$(READY)
	$(BIN)/python -m pytest -m slow $(APART)

explore: $(VENV)/.dev
	$(READY)
	$(BIN)/python -m pytest -m "hypothesis and not spark" --hypothesis-profile=explore $(APART)

# An environment of its own: Spark is an extra, and nothing else may come to need it.
$(SPARK)/.spark: requirements/spark.txt requirements/dev.txt $(VENV)/.runtime
	@test -x $(SPARK)/bin/pip || "$(PYTHON)" -m venv $(SPARK)
	$(SPARK)/bin/python -m pip install --quiet --require-hashes -r requirements/spark.txt -r requirements/dev.txt \
		|| { echo "Spark could not be installed: its package pyspark is a download of 460 MB. Look above for what pip says; make test does without it."; exit 1; }
	$(SPARK)/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

test-spark: $(SPARK)/.spark
	$(SPARK)/bin/fairdue translate
	$(SPARK)/bin/python -m pytest -m spark

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

journeys: $(VENV)/.dev
	$(BIN)/python -m pytest -m journey tests/journeys

bench: $(VENV)/.dev
	$(BIN)/python -m bench

simulate: $(VENV)/.dev
	$(BIN)/python -m tests.simulation --seed $(SEED) --days $(DAYS)

messages: $(VENV)/.dev
	$(BIN)/fairdue translate --collect

lock: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --group build pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --group dev pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --group bench pyproject.toml -o requirements/bench.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --extra spark --constraint requirements/dev.txt pyproject.toml -o requirements/spark.txt

clean:
	rm -rf $(VENV) $(SPARK)
