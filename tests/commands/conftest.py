"""A small notice with its villages: workbooks as they come back, made in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from commands.merge import merge_files, rollups_in
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.layers import OWN_NOTICES
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.identity_sheet import (
    FIRST_ROW,
    IDENTITY_SHEET,
    ISSUED_PREFIX,
    ISSUED_TOKEN,
    TOKEN_COLUMN,
    Cell,
    ExpectedVillage,
    Identity,
    Supplied,
    issue_id,
    issued_hash,
    table_mark,
)
from tests.inline import notice
from tests.merging.invented import person_number
from tests.submissions.workbooks import Draft, Sheet, set_identity

UPLOAD = """\
tabs:
  - id: homes
    title: 户
    platform: 试
    tables: [homes]
    note: 试
    source: 试
    columns:
      - {header: 村, fill: village}
      - {header: 户编号, indicator: household_code}
      - {header: 工资, indicator: wage_income}
  - id: people
    title: 人
    platform: 试
    tables: [people]
    note: 试
    source: 试
    columns:
      - {header: 户编号, indicator: household_code}
      - {header: 姓名, indicator: name}
"""
DOCUMENTS = """\
documents:
  - id: posting
    title: 公示
    levels: [village]
    clause: 试
    public: true
    layout: 公文.docx
    lists:
      - id: homes
        ready: true
        from: [homes]
        columns:
          - {id: head, label: 户主姓名, value: head_name}
          - {id: wage, label: 工资, value: wage_income}
    body: ["{{ village }}有 {{ homes.count }} 户 {{ homes.sum.wage }} 元。"]
  - {id: report, title: 报告, levels: [township, county], clause: 试, layout: 公文.docx, figures: [households]}
"""
VILLAGES = (
    ExpectedVillage("990101100001", "东关村", "东关镇"),
    ExpectedVillage("990101100002", "西庄村", "东关镇"),
    ExpectedVillage("990101200001", "南湖村", "西关镇"),
)
EAST, WEST, SOUTH = VILLAGES
LINE: dict[str, Supplied] = {"exit_line": (4000.0, "试办〔2020〕1号")}


@dataclass(frozen=True)
class SmallNotice:
    """A notice, and workbooks of it as villages hand them in."""

    campaign: Campaign

    @property
    def policy(self) -> str:
        return self.campaign.notice.id

    @property
    def title(self) -> str:
        return self.campaign.notice.title

    def draft(
        self,
        village: ExpectedVillage = EAST,
        homes: Sequence[Mapping[str, Cell]] | None = None,
        *,
        settings: Mapping[str, Supplied] | None = None,
        identity: Mapping[str, object] | None = None,
    ) -> Draft:
        """A village's workbook with these households, a member each; by default one without a mistake.

        ``settings`` are the county's values it was issued with, ``identity`` entries of its identity sheet that say
        something else.
        """
        own = [home(village)] if homes is None else homes
        rows = {"homes": own, "people": list(map(head, own))}
        edition = self.campaign.notice.form_edition
        sheets: dict[str, Sheet] = {}
        issued: dict[str, list[list[Cell]]] = {}
        for table_id, table in self.campaign.tables.items():
            names = [column.name for column in self.campaign.columns(table_id) if column.derived is None]
            anew = self.campaign.asked_anew(table_id)
            before = [{**row, **{name: _last_year(row[name]) for name in anew & row.keys()}} for row in rows[table_id]]
            lines, were = (
                [[f"{ISSUED_TOKEN}{number:04d}", *map(row.get, names)] for number, row in enumerate(of, start=1)]
                for of in (rows[table_id], before)
            )
            sheets[table_id] = _sheet(table.sheet, [table_mark(table_id, edition), *names], lines, FIRST_ROW)
            issued[table_id] = [[TOKEN_COLUMN, *names], *were]
            copy = ISSUED_PREFIX + table_id
            sheets[copy] = _sheet(copy, issued[table_id][0], were, 2, "veryHidden")
        digest = issued_hash(issued)
        said = Identity(
            policy=self.policy,
            title=self.title,
            year=self.campaign.year,
            county=self.campaign.county,
            township=village.township,
            village=village.village,
            village_code=village.code,
            issue_id=issue_id(self.policy, village.code, digest),
            issued_hash=digest,
            forms=dict.fromkeys(self.campaign.forms, edition),
            parameters={name: value for name, (value, _) in (settings or {}).items()},
            settings=dict(settings or {}),
            sheets=(*(sheet.name for sheet in sheets.values()), IDENTITY_SHEET),
            villages=VILLAGES,
        )
        made = Draft(sheets, said, issued)
        set_identity(made, replace(said, **(identity or {})))  # type: ignore[arg-type]  # entries of many types
        return made

    def write(
        self,
        folder: Path,
        village: ExpectedVillage = EAST,
        homes: Sequence[Mapping[str, Cell]] | None = None,
        *,
        name: str = "",
        settings: Mapping[str, Supplied] | None = None,
        identity: Mapping[str, object] | None = None,
    ) -> Path:
        """That workbook as a file in the folder of its township."""
        file = folder / village.township / (name or f"{village.village}.xlsx")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self.draft(village, homes, settings=settings, identity=identity).to_bytes())
        return file


def rolled_up(folder: Path, level: RollupLevel = "county") -> Path:
    """The first rollup of what lies in the folder 交回, beside it in 汇总."""
    return rollups_in(merge_files([folder / "交回"], None, level, folder / "汇总", None, None))[0]


def _last_year(amount: Cell) -> Cell:
    return amount - 1000.0 if isinstance(amount, float) else amount


def home(village: ExpectedVillage = EAST, number: int = 1, **values: Cell) -> dict[str, Cell]:
    """A household without a mistake, and the identity number of its head, a different one in every village."""
    return {
        "household_code": f"{village.code[3:]}{number:03d}",
        "head_name": f"张{number}",
        "household_type": "贫困户",
        "farmland": 2.0,
        "wage_income": 12000.0,
        "id_number": person_number(20 * int(village.code[6]) + 5 * int(village.code[-1]) + number),
        **values,
    }


def head(one: Mapping[str, Cell]) -> dict[str, Cell]:
    """The only member of a household."""
    own = {"household_code": one["household_code"], "name": one["head_name"], "id_number": one["id_number"]}
    return {**own, "relation": "户主", "health": "健康"}


def _sheet(name: str, head: list[Cell], lines: Sequence[list[Cell]], first: int, state: str = "visible") -> Sheet:
    sheet = Sheet(name, state=state)
    for number, line in {1: head, **dict(enumerate(lines, start=first))}.items():
        sheet.put(number, line)
    return sheet


@pytest.fixture(scope="session")
def notices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small notice and another county's of the year before."""
    folder = tmp_path_factory.mktemp("通知")
    head = "extends: national-2019\nasks: [exit_line]\n"
    notice(folder, head, {"uploads/small.yaml": UPLOAD, "documents/small.yaml": DOCUMENTS})
    other = "id: other-2019\ntitle: 别县2019年动态管理\nyear: 2019\n"
    notice(folder, head + other, {"uploads/small.yaml": UPLOAD})
    return folder


@pytest.fixture
def small_notice(notices: Path, monkeypatch: pytest.MonkeyPatch) -> SmallNotice:
    """The notice that commands are tried on; what is tested is the same under any other."""
    monkeypatch.setenv(OWN_NOTICES, str(notices))
    return SmallNotice(load_campaign("small-2020"))


@pytest.fixture
def other_notice(notices: Path, monkeypatch: pytest.MonkeyPatch) -> SmallNotice:
    monkeypatch.setenv(OWN_NOTICES, str(notices))
    return SmallNotice(load_campaign("other-2019"))
