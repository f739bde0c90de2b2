# make demo   run the whole job on an invented county, into demo/
# make test   every check: style, types, tests (LibreOffice is the judge of generated workbooks)
# make prove  the whole of what LibreOffice proves, of which make test takes a sample
# make bench  the speed table, as ratios inside one run
# make pins   what a Windows bundle carries, listed anew after a change of dependencies

PYTHON ?= python3
BIN := .venv/bin
DEBIAN := libreoffice-calc-nogui python3-uno fonts-wqy-zenhei poppler-utils

.PHONY: demo test prove bench pins pictures judge clean

demo: .venv/product
	$(BIN)/cunbiao demo --out demo

test: .venv/tools judge
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

# All that LibreOffice can prove: every case where make test takes a sample.
prove: .venv/tools judge
	$(BIN)/pytest -n 2 --prove

bench: .venv/tools
	$(BIN)/python -m benchmarks

pins: .venv/product
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt uv
	$(BIN)/uv pip compile --quiet pyproject.toml -c constraints.txt --python-platform x86_64-pc-windows-msvc \
	  --python-version 3.11 --only-binary :all: --no-annotate --custom-compile-command "make pins" -o requirements-windows.txt

# The manual's pictures, drawn again from demo/ (run make demo first).
pictures: .venv/tools judge
	$(BIN)/python -m docs.pictures demo

.venv/product: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新版本；可用 make PYTHON=python3.11 指定。"; exit 1; }
	@test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/tools: .venv/product
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# LibreOffice opens, fills and recalculates generated workbooks in the tests.
judge: .venv/product
	@$(BIN)/python -m tests.judge.ready 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(DEBIAN) >/dev/null; \
	  else \
	    echo "测试要用 LibreOffice。请先安装：sudo apt-get install --no-install-recommends $(DEBIAN)"; exit 1; \
	  fi; \
	  $(BIN)/python -m tests.judge.ready; }

clean:
	rm -rf .venv demo build
