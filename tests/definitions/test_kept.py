"""A campaign is compiled once, and anew whenever anything it was compiled from is another one."""

from __future__ import annotations

import pickle
from pathlib import Path
from unittest.mock import Mock

import pytest

from cunbiao import program
from cunbiao.definitions import campaign, load_campaign, with_settings
from cunbiao.definitions import kept as module
from cunbiao.definitions.campaign import Campaign
from cunbiao.definitions.kept import kept
from cunbiao.definitions.layers import OWN_NOTICES, definition_files
from cunbiao.definitions.library import policy_ids
from cunbiao.definitions.notices import Settings
from cunbiao.definitions.source import DefinitionError
from cunbiao.state_folder import state_folder


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    file = tmp_path / "notice.yaml"
    file.write_text("year: 2020", "utf-8")
    return file


def compiling(result: object) -> Mock:
    return Mock(return_value=result)


def kept_files() -> list[Path]:
    return sorted((state_folder() / module._FOLDER).iterdir())


def test_what_was_compiled_is_not_compiled_again(definition: Path) -> None:
    first, again = compiling({"year": 2020}), compiling(None)
    assert kept([definition], b"", first) == kept([definition], b"", again) == {"year": 2020}
    first.assert_called_once_with()
    again.assert_not_called()


def test_another_definition_is_compiled(definition: Path) -> None:
    kept([definition], b"", compiling("before"))
    definition.write_text("year: 2021", "utf-8")
    assert kept([definition], b"", compiling("after")) == "after"


def test_a_definition_more_is_compiled(definition: Path, tmp_path: Path) -> None:
    kept([definition], b"", compiling("before"))
    (tmp_path / "tables.yaml").write_bytes(b"")
    assert kept([definition, tmp_path / "tables.yaml"], b"", compiling("after")) == "after"


def test_other_settings_are_compiled(definition: Path) -> None:
    kept([definition], b"line 4000", compiling("before"))
    assert kept([definition], b"line 5000", compiling("after")) == "after"


def test_a_campaign_with_the_values_that_workbooks_carry_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A merge learns them from the workbooks, after it has loaded the campaign without them."""
    compiles = Mock(wraps=campaign._compiled)
    monkeypatch.setattr(campaign, "_compiled", compiles)
    carried = Settings.of("某县", "", {"exit_line": (4100.0, "某文")})
    first, again = (with_settings(load_campaign("anhui-yongqiao-2020"), carried) for _ in range(2))
    assert [call.args[1] for call in compiles.call_args_list] == [None, carried]
    assert first.parameters["exit_line"].value == again.parameters["exit_line"].value == 4100


def test_another_program_compiles(definition: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept([definition], b"", compiling("before"))
    monkeypatch.setattr(program, "VERSION", "0.0.1")
    monkeypatch.setattr(module, "program_digest", program.program_digest.__wrapped__)
    assert kept([definition], b"", compiling("after")) == "after"


def test_a_mistake_is_told_each_time_and_nothing_is_kept(definition: Path) -> None:
    mistaken = Mock(side_effect=DefinitionError(definition, 1, "没有这一年"))
    for _ in range(2):
        with pytest.raises(DefinitionError):
            kept([definition], b"", mistaken)
    assert not (state_folder() / module._FOLDER).exists()


def test_one_other_byte_is_enough_not_to_believe_it(definition: Path) -> None:
    kept([definition], b"", compiling("before"))
    [file] = kept_files()
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert kept([definition], b"", compiling("after")) == "after", place
        file.write_bytes(whole)
    file.write_bytes(whole[:5])
    assert kept([definition], b"", compiling("after")) == "after"
    assert kept([definition], b"", compiling("never")) == "after", "and it is kept anew"


class Trap:
    """What would write a file if anybody unpacked it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.file,)


def test_what_somebody_else_put_there_is_not_unpacked(definition: Path, tmp_path: Path) -> None:
    kept([definition], b"", compiling("before"))
    [file] = kept_files()
    file.write_bytes(bytes(32) + pickle.dumps(Trap(tmp_path / "sprung")))
    assert kept([definition], b"", compiling("after")) == "after"
    assert not (tmp_path / "sprung").exists()


def test_another_person_compiles(definition: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept([definition], b"", compiling("before"))
    [theirs] = kept_files()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
    kept([definition], b"", compiling("own"))
    [own] = kept_files()
    own.write_bytes(theirs.read_bytes())
    assert kept([definition], b"", compiling("after")) == "after"


def test_where_nothing_can_be_kept_it_is_compiled(
    definition: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no folder").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "no folder"))
    assert [kept([definition], b"", compiling(number)) for number in (1, 2)] == [1, 2]


def test_what_was_written_longest_ago_goes(definition: Path) -> None:
    for number in range(module._MOST + 3):
        kept([definition], str(number).encode(), compiling(number))
    assert len(kept_files()) == module._MOST


def test_every_definition_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "通知" / "own"
    own.mkdir(parents=True)
    for name in ("notice.yaml", "tables.yaml", "县设置.yaml"):
        (own / name).write_bytes(b"")
    monkeypatch.setenv(OWN_NOTICES, str(own.parent))
    files = list(definition_files())
    assert {file.name for file in files if file.parent == own} == {"notice.yaml", "tables.yaml", "县设置.yaml"}
    assert len(files) == len(set(files)) > 100


@pytest.mark.parametrize("policy", policy_ids())
def test_a_kept_campaign_is_the_compiled_one(policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = load_campaign(policy)
    monkeypatch.setattr("cunbiao.definitions.campaign._compiled", compiling(None))
    again = load_campaign(policy)
    assert isinstance(again, Campaign)
    assert _told(again) == _told(compiled)


def _told(campaign: Campaign) -> list[object]:
    """What is seen of a campaign, and where each of its rules stands."""
    library = campaign.library
    placed = [*library.checks.values(), *library.forms.values(), *library.indicators.values()]
    rules = [campaign.checks(table) for table in campaign.tables]
    return [campaign.parameters, campaign.tables, rules, *(str(one.error("写错了").told) for one in placed)]
