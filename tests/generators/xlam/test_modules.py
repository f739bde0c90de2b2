"""The VBA modules as Excel's compiler and Excel's limits see them, and what they must never do."""

from __future__ import annotations

import re

import pytest

from generators.xlam import modules as built
from generators.xlam.macros import MACROS
from generators.xlam.modules import modules
from tests.generators.xlam.vba_source import logical_lines, public_names, undeclared

LONGEST_LINE = 1023
MOST_CONTINUED = 24
# A procedure of 64 KB, once compiled, is too large; source is never shorter than what it compiles to by half.
LONGEST_PROCEDURE = 32_000
# What opens by itself, reaches into the system, or reads what a stranger's workbook says.
FORBIDDEN = re.compile(
    r"\b(Declare|Auto_Open|Workbook_\w+|Environ|Kill|FileCopy|Shell\(|ActiveSheet|ActiveCell|Selection|Evaluate|"
    r"ExecuteExcel4Macro|Application\.Run|SendKeys)\b",
    re.I,
)


def test_every_file_under_macros_is_used_and_ascii() -> None:
    assert {file.stem for file in MACROS.glob("*.bas")} <= modules().keys()
    assert "Ribbon" in modules()
    for name, source in modules().items():
        assert source.isascii()
        assert source.startswith(f'Attribute VB_Name = "{name}"\r\nOption Explicit\r\n'), name
        assert "\n" not in source.replace("\r\n", "")


def test_every_name_is_declared() -> None:
    assert undeclared(modules()) == set()


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("Total = 1", {"total"}),
        ("Known = Rigth(Known, 1)", {"rigth"}),
        ('Known = "Total" \' Total', set()),
        ("Other.Known Total:=Known", {"other"}),
        ("Known = &HFFFF& + 1.5", set()),
    ],
)
def test_an_undeclared_name_is_seen(statement: str, names: set[str]) -> None:
    source = f"Option Explicit\nPublic Sub Work(ByVal Known As String)\n    {statement}\nEnd Sub\n"
    assert {word for _, _, word in undeclared({"Tried": source})} == names


def test_a_public_name_stands_in_one_module_only() -> None:
    # VBA calls it ambiguous otherwise, and compiles nothing.
    seen: dict[str, str] = {name.lower(): f"module {name}" for name in modules()}
    for module, source in modules().items():
        for name in public_names(source):
            assert name not in seen, f"{name}: {seen[name]} and {module}"
            seen[name] = module


def test_vba_has_room_for_it() -> None:
    for name, source in modules().items():
        lines = source.splitlines()
        assert max(map(len, lines)) <= LONGEST_LINE, name
        runs = re.findall(r"(?:[^\n]* _\r\n)+", source)
        assert max((run.count("\n") for run in runs), default=0) <= MOST_CONTINUED, name
        procedures = re.split(r"(?m)^End (?:Sub|Function)\r?$", source)
        assert max(map(len, procedures)) <= LONGEST_PROCEDURE, name


def test_nothing_runs_by_itself_or_listens_to_a_strangers_workbook() -> None:
    for name, source in modules().items():
        found = [line for line in logical_lines(source) if FORBIDDEN.search(line)]
        assert found == [], name
    asked = [line for source in modules().values() for line in logical_lines(source) if "ActiveWorkbook" in line]
    assert asked == ["If Not ActiveWorkbook Is Nothing Then ActiveBookName = ActiveWorkbook.Name"]
    started = [line for source in modules().values() for line in logical_lines(source) if "CreateObject" in line]
    assert len(started) == 1


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('Attribute VB_Name = "Launch"\n\' 村\n', "line 2 is not ASCII"),
        ("Option Explicit\n", "does not begin with its name"),
    ],
)
def test_what_vba_would_misread_is_never_built(source: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(built, "static_modules", lambda: {"Launch": source})
    with pytest.raises(ValueError, match=said):
        modules()
