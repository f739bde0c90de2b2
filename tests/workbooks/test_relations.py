from __future__ import annotations

import pytest

from workbooks.relations import read_relations, relations_part

_RELATIONS = """<?xml version="1.0"?>
<p:Relationships xmlns:p="http://schemas.openxmlformats.org/package/2006/relationships">
  <p:Relationship Target='{target}' Type='http://x/relationships/worksheet' Id='rId1'/>
  <p:Relationship Target="http://example.org/" Type="http://x/hyperlink" Id="rId2" TargetMode="External"/>
</p:Relationships>"""


@pytest.mark.parametrize(
    "target",
    [
        "worksheets/sheet1.xml",
        "/xl/worksheets/sheet1.xml",
        "./worksheets/sheet1.xml",
        "../xl/worksheets/sheet1.xml",
        "worksheets\\sheet1.xml",
    ],
)
def test_targets_lead_to_the_same_part_however_they_are_written(target: str) -> None:
    relation, *others = read_relations(_RELATIONS.replace("{target}", target).encode(), "xl/workbook.xml")
    assert (relation.id, relation.kind, relation.target) == ("rId1", "worksheet", "xl/worksheets/sheet1.xml")
    assert not others


def test_relations_stand_beside_the_part_they_belong_to() -> None:
    assert relations_part("xl/workbook.xml") == "xl/_rels/workbook.xml.rels"
    assert relations_part("") == "_rels/.rels"
