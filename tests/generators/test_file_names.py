from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.file_names import file_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("谷雨镇", "谷雨镇"),
        (" 谷雨镇 ", "谷雨镇"),
        ("𠮷村", "𠮷村"),
        ("村（社区）·东", "村（社区）·东"),
        ("..", "_"),
        (".", "_"),
        ("", "_"),
        ("../../escaped/谷雨镇", "_.._.._escaped_谷雨镇"),
        ("/etc/谷雨镇", "_etc_谷雨镇"),
        (r"..\..\谷", r"_.._.._谷"),
        ("C:谷雨镇", "C_谷雨镇"),
        ("谷雨镇:x", "谷雨镇_x"),
        ("谷雨镇.", "谷雨镇"),
        ("谷雨镇. .", "谷雨镇"),
        ("CON", "_CON"),
        ("CON.", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com¹", "_com¹"),
        ("Console", "Console"),
        (".隐藏", "_.隐藏"),
        ("~$谷雨镇", "_~$谷雨镇"),
        ("谷\n雨\t镇\x1b", "谷_雨_镇_"),
        ("谷\u202e雨\u200b镇", "谷_雨_镇"),
        ("谷\udcff镇", "谷_镇"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ('<a>|"b"?*', "_a___b___"),
    ],
)
def test_a_name_of_any_kind_becomes_the_name_of_a_file(text: str, name: str) -> None:
    assert file_name(text) == name


@given(st.text(st.characters(), max_size=300))
def test_no_text_leads_out_of_the_folder_or_cannot_be_a_name(text: str) -> None:
    name = file_name(text)
    path = Path("结果") / f"{name}.xlsx"
    assert path.parent == Path("结果") and PureWindowsPath(f"C:/结果/{name}.xlsx").parent == PureWindowsPath("C:/结果")
    assert len(f"{name}_上报录入表（新12）.xlsx".encode()) <= 255
    assert name == name.strip().rstrip(".") and not PureWindowsPath(name).is_reserved()
    assert file_name(name) == name


def test_a_long_name_is_cut_between_characters() -> None:
    assert file_name("𠮷" * 200) == "𠮷" * 52
