# Everything a person does with a checkout. `make run` and `make test` need only Python 3.11 or
# newer and make; what else they need they install by themselves.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
CONFIG ?= figurewatch/figurewatch.yml

# One core a process: the libraries below spaCy would otherwise start a thread per core.
export OMP_NUM_THREADS = 1
export OPENBLAS_NUM_THREADS = 1
# Python keeps what it has compiled, whatever the environment says: without that each process
# compiles spaCy and all else that it imports anew, which doubles what a start takes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check evaluate benchmark kafka kafka-jars lock clean

help:           ## Show what there is
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

$(BIN)/figurewatch: requirements.lock requirements-uv.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("figurewatch needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	$(BIN)/uv pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/dev: $(BIN)/figurewatch requirements-dev.lock
	$(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

run: $(BIN)/figurewatch  ## Start the embedded monitor on the shipped configuration
	$(BIN)/figurewatch run --config $(CONFIG)

test: $(VENV)/dev  ## Everything the tests need, then the whole suite
	tests/install-system-packages
	tests/install-npm-packages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder

check: $(VENV)/dev  ## The quick part of the suite: style, types, tests without broker and browser
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not kafka and not browser"

evaluate: $(VENV)/dev  ## Measure the quality of reading and comparing
	$(BIN)/python -m pytest tests/evaluation -q -s

benchmark: $(VENV)/dev  ## Measure speed; writes benchmarks/results/
	$(BIN)/python -m benchmarks

kafka-jars: $(VENV)/dev  ## Fetch the Kafka broker's jars with Maven into a cache outside the checkout
	$(BIN)/python deploy/kafka/broker.py fetch

kafka: $(VENV)/dev  ## Start a local Kafka broker on 127.0.0.1:9092 from those jars
	$(BIN)/python deploy/kafka/broker.py run

lock:           ## Resolve the versions anew
	$(BIN)/uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11 --upgrade pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11 --upgrade --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:          ## Remove what the targets above made, but not the data in var/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
