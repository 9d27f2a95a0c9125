# make demo [PORT=8000] · make test · make check · make bench · make train
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench train setup setup-test lint unit clean

setup: .venv/.demo
setup-test: .venv/.test

.venv/.demo: requirements.lock pyproject.toml tools/setup tools/assets.py
	tools/setup demo

.venv/.test: requirements-dev.lock pyproject.toml tools/setup tools/assets.py
	tools/setup test

demo: setup
	$(BIN)/deutgo demo --port $(PORT)

test: setup-test lint
	$(BIN)/pytest -p no:cacheprovider --durations=15 --cov --cov-report=term:skip-covered tests

check: setup-test lint unit

lint: setup-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

unit: setup-test
	$(BIN)/pytest -p no:cacheprovider -m "not slow" tests/unit

bench: setup-test
	$(BIN)/python -m bench

train: setup-test
	tools/train/run

clean:
	rm -rf .venv build dist
