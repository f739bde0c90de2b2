"""What a county's settings file may say, and how its mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.definitions import DefinitionError, load_campaign, policy_ids

POLICY = "anhui-yongqiao-2020"


def settings(folder: Path, line: str, county: str = "埇桥区", encoding: str = "utf-8") -> Path:
    file = folder / "县设置.yaml"
    file.write_bytes(f"county: {county}\nparameters:\n  {line}\n".encode(encoding))
    return file


def test_a_county_supplies_what_the_notice_leaves_open(tmp_path: Path) -> None:
    campaign = load_campaign(POLICY, settings(tmp_path, "exit_line: {value: 4000, source: 某文件第三条}"))
    parameter = campaign.parameters["exit_line"]
    assert (parameter.value, parameter.clause) == (4000, "某文件第三条")
    assert "脱贫人均纯收入标准" not in campaign.missing_parameters()


def test_a_file_saved_by_notepad_with_its_mark_is_read(tmp_path: Path) -> None:
    file = settings(tmp_path, "exit_line: {value: 4000, source: 某文件}", encoding="utf-8-sig")
    assert load_campaign(POLICY, file).parameters["exit_line"].value == 4000


def test_a_parameter_may_be_called_as_messages_call_it(tmp_path: Path) -> None:
    for label in load_campaign(POLICY).missing_parameters():
        campaign = load_campaign(POLICY, settings(tmp_path, f"{label}: {{value: 4100, source: 某文件}}"))
        assert label not in campaign.missing_parameters()
        assert 4100 in {one.value for one in campaign.parameters.values()}


@pytest.mark.parametrize("policy", policy_ids())
def test_no_two_parameters_of_a_notice_are_called_the_same(policy: str) -> None:
    parameters = load_campaign(policy).parameters
    labels = {one.label for one in parameters.values()}
    assert len(labels) == len(parameters)
    assert not labels & parameters.keys()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("exit_line: {value: 4000}", "第3行：“parameters.exit_line.source”不对：缺少这一项"),
        ("exitline: {value: 4000, source: 某}", "第3行：没有“exitline”这个参数，通知没有给出、要县里设置的有："),
        (
            "exit_line: {value: 四千, source: 某}",
            "第3行：“脱贫人均纯收入标准”的值类型不对：应当是数字，现在是 '四千'",
        ),
        (
            "exit_line: {value: true, source: 某}",
            "第3行：“脱贫人均纯收入标准”的值类型不对：应当是数字，现在是 true",
        ),
        (
            "exit_line: {value: 4000, source: }",
            "第3行：“parameters.exit_line.source”不对：应当是文字，带引号，现在是空的",
        ),
        (
            "exit_line: {value: 4000, source: 某}\n  脱贫人均纯收入标准: {value: 4100, source: 某}",
            "第4行：“脱贫人均纯收入标准”写了两次，留一次",
        ),
        (
            "标准: {value: 4000, source: 某}",
            "第3行：没有“标准”这个参数，通知没有给出、要县里设置的有：养老金最低月标准（pension_minimum）、",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_belongs_there(tmp_path: Path, line: str, problem: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load_campaign(POLICY, settings(tmp_path, line))
    assert str(refused.value).startswith(f"县设置.yaml {problem}")


def test_the_settings_of_another_county_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="第1行：这份通知是“埇桥区”的，设置文件写的是“灵璧县”"):
        load_campaign(POLICY, settings(tmp_path, "exit_line: {value: 4000, source: 某}", county="灵璧县"))


def test_a_file_in_another_encoding_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="编码不是 UTF-8。用记事本打开，另存为时编码选 UTF-8"):
        load_campaign(POLICY, settings(tmp_path, "exit_line: {value: 4000, source: 某}", encoding="gb18030"))
