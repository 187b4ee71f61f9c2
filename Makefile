# make run    start the workflow on http://127.0.0.1:8000 (first time: sets up .venv and a demonstration unit)
# make accuracy  measure on our own cases and rewrite docs/accuracy.toml and its table
# make test   install what the tests need and run everything
.PHONY: run test lint types unit long accuracy clean

PYTHON := $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo "sudo -n")
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qq -y

run: $(VENV)/installed
	@$(BIN)/reviewer serve --demo $(ARGS)

# Debian's python3 may come without venv: then its own package has it
$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "需要 Python 3.11 或更高版本"; exit 2; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); \
	  { $(APT) update && $(APT) install python3-venv; } >/dev/null 2>&1; $(PYTHON) -m venv $(VENV); } \
	  || { echo "无法建立虚拟环境，请先安装 python3-venv"; exit 2; }

$(VENV)/installed: pyproject.toml | $(BIN)/python
	@echo "正在安装（仅首次需要）……"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/testing: pyproject.toml $(VENV)/installed
	@$(PIP) install "pip>=25.1"
	@$(PIP) install --group test
	@command -v chromium >/dev/null || { $(APT) update && $(APT) install chromium fonts-noto-cjk; } >/dev/null 2>&1 \
	  || echo "没有 Chromium，且不能用 apt-get 安装：浏览器测试将跳过"
	@command -v pg_ctl >/dev/null || ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 \
	  || { $(APT) update && $(APT) install postgresql; } >/dev/null 2>&1 \
	  || echo "没有 PostgreSQL，且不能用 apt-get 安装：PostgreSQL 上的测试将跳过"
	@touch $@

test: lint types unit

lint: $(VENV)/testing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/testing
	$(BIN)/mypy

unit: $(VENV)/testing
	$(BIN)/pytest --numprocesses 2

long: $(VENV)/testing
	$(BIN)/pytest -m long

accuracy: $(VENV)/testing
	$(BIN)/python tests/evaluation/accuracy_table.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build
