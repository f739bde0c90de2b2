# make demo   run the whole job on an invented county, into demo/
# make test   every check: style, types, tests (LibreOffice is the judge of generated workbooks)
# make prove  the whole of what LibreOffice proves, of which make test takes a sample
# make windows  the Windows bundle under Wine: the whole job, launchers, installation, every button
# make bench  the speed table, as ratios inside one run
# make pins   what bundles carry, listed anew after a change of dependencies

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt
WINE := wine wine64 xvfb locales-all
DEBIAN := libreoffice-calc-nogui python3-uno fonts-wqy-zenhei poppler-utils

.PHONY: demo test prove windows wine bench pins pictures judge clean

demo: .venv/product
	@echo "正在演示，结果放在 demo 文件夹（要一两分钟）……"
	@$(BIN)/cunbiao demo --out demo

test: .venv/tools judge
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

# All that LibreOffice can prove: every case where make test takes a sample.
prove: .venv/tools judge
	$(BIN)/pytest -n 2 --prove

# Its own target: what is bundled runs under Wine, and the logs lie in build/windows/logs.
windows: .venv/tools judge wine
	@echo "正在准备 Wine 和 Windows 文件夹（第一次要下载，要几分钟）……"
	@$(BIN)/python -m pytest tests/windows -p tests.windows.steps -o python_files='prove_*.py'

wine:
	@command -v wine >/dev/null && command -v Xvfb >/dev/null && locale -a | grep -qi '^zh_CN.utf-*8$$' || \
	  tests/packages.sh "试 Windows 文件夹" $(WINE)

bench: .venv/tools
	$(BIN)/python -m benchmarks

pins: .venv/product
	$(PIP) uv
	$(BIN)/uv pip compile --quiet pyproject.toml -c constraints.txt --python-platform x86_64-pc-windows-msvc \
	  --python-version 3.11 --only-binary :all: --no-annotate --custom-compile-command "make pins" -o requirements-windows.txt
	$(BIN)/uv pip compile --quiet pyproject.toml -c constraints.txt --python-platform x86_64-manylinux_2_28 \
	  --python-version 3.11 --no-emit-package xlwings --no-annotate --custom-compile-command "make pins" -o requirements-linux.txt

# The manual's pictures, drawn again from demo/ (run make demo first), then the page of attachments and its pictures, from
# a demo of every notice in build/demos/. Documents need LibreOffice's Writer.
pictures: .venv/tools judge
	$(BIN)/python -m docs.pictures demo
	$(BIN)/python -m docs.attachments
	$(BIN)/python -m docs.contact_sheets build/demos

.venv/product: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新版本；可用 make PYTHON=python3.11 指定。"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { echo "$(PYTHON) 建不了 .venv，原因在上面。Debian 上多半是要先装 python3-venv。"; exit 1; }
	@echo "正在安装程序和它用到的组件（第一次要几分钟，要联网）……"
	@$(PIP) -e . || { echo "组件没有装成，原因在上面。检查网络和 pip 的设置，再来一次。"; exit 1; }
	@touch $@

.venv/tools: .venv/product workbooks/reading/compiled/scan.c
	@echo "正在安装测试用的工具（第一次要几分钟，要联网）……"
	@$(PIP) -e '.[dev]' || { echo "工具没有装成，原因在上面。检查网络和 pip 的设置，再来一次。"; exit 1; }
	@$(BIN)/python -m workbooks.reading.compiled.build
	@touch $@

# LibreOffice opens, fills and recalculates generated workbooks in the tests.
judge: .venv/product
	@$(BIN)/python -m tests.judge.ready 2>/dev/null || { \
	  tests/packages.sh "测试" $(DEBIAN) && $(BIN)/python -m tests.judge.ready; }

clean:
	rm -rf .venv demo build
