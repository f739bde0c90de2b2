"""What people type into a settings file by mistake is said in their words, with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.definitions import load_campaign
from cunbiao.definitions.source import DefinitionError

GOOD = "county: 埇桥区\nparameters:\n  exit_line: {value: 4000, source: 测试}\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD.replace(": ", "："), 1, "全角的“：”"),
        (GOOD.replace("county: ", "county："), 1, "全角的“：”"),
        (GOOD.replace("  exit_line", "\texit_line"), 3, "Tab 键"),
        (GOOD.replace("county: ", "county:"), 1, "少一个空格"),
        (GOOD.replace("value: ", "value："), 3, ""),
        (GOOD.replace("测试}", "测试"), 3, "成对"),
        (GOOD + "spare_rows: {附件3减少: 0}\n", 4, "不能小于 1"),
        (GOOD + "spare_rows: {附件3减少: 多}\n", 4, "整数"),
    ],
)
def test_a_mistake_is_told_by_its_line_without_a_word_of_the_parser(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    file = tmp_path / "县设置.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_campaign("anhui-yongqiao-2020", file)
    assert (refused.value.line, said in refused.value.problem) == (line, True), refused.value.problem
    words = refused.value.problem.replace("Tab", "")
    assert not any(word in words.lower() for word in ("found", "expected", "input", "mapping", "token", "should"))
