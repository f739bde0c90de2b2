"""The tab is what Office accepts, and every click has its Sub."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from cunbiao.definitions.ribbon import load_ribbon
from generators.xlam.ribbon import ribbon_module, ribbon_xml

UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
FACE = {"id", "label", "screentip", "supertip", "imageMso", "size"}

# Element → the elements it may hold and the attributes it may carry, as far as the tab uses them.
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "customUI": ({"ribbon"}, {"onLoad"}),
    "ribbon": ({"tabs"}, set()),
    "tabs": ({"tab"}, set()),
    "tab": ({"group"}, {"id", "label"}),
    "group": ({"button"}, {"id", "label"}),
    "button": (set(), {*FACE, "onAction"}),
}
LONGEST_TEXT = 1024


def elements() -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(ribbon_xml()).iter())


def name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(UI)


def subs() -> dict[str, str]:
    """Sub → its one statement."""
    body = re.compile(r"^Public Sub (\w+)\(control As IRibbonControl\)\n    (.+)\nEnd Sub$", re.M)
    return dict(body.findall(ribbon_module()))


def test_the_structure_is_one_office_knows() -> None:
    for element in elements():
        assert element.tag.startswith(UI)
        children, attributes = ALLOWED[name(element)]
        assert {name(child) for child in element} <= children
        assert set(element.keys()) <= attributes
        assert {"id", "label"} & attributes <= set(element.keys())
        assert all(0 < len(text) <= LONGEST_TEXT for text in element.attrib.values())
        assert element.get("size", "normal") in {"normal", "large"}


def test_ids_are_names_and_stand_once() -> None:
    ids = [element.get("id", "") for element in elements() if element.get("id") is not None]
    assert len(set(ids)) == len(ids)
    assert [bad for bad in ids if not re.fullmatch(r"[A-Za-z_][\w.-]*", bad, re.A)] == []


def test_every_click_has_its_sub_and_every_sub_its_click() -> None:
    buttons = [element for element in elements() if name(element) == "button"]
    assert [button.get("onAction") for button in buttons] == list(subs())
    assert [f"On_{button.get('id')}" for button in buttons] == list(subs())
    # The one Sub that is no click runs when the tab appears.
    assert elements()[0].get("onLoad") == "On_load"
    assert ribbon_module().count("\nEnd Sub\n") == len(subs()) + 1
    assert "Public Sub On_load(ribbon As IRibbonUI)\n    DescribeFunctions\nEnd Sub\n" in ribbon_module()


def test_the_tab_shows_what_the_definition_says() -> None:
    ribbon = load_ribbon()
    shown = {element.get("id"): element for element in elements()}
    for group in ribbon.groups:
        assert [child.get("id") for child in shown[group.id]] == [button.id for button in group.buttons]
        for button in group.buttons:
            face = shown[button.id]
            assert (face.get("label"), face.get("screentip"), face.get("supertip"), face.get("imageMso")) == (
                button.label,
                button.screentip,
                button.supertip,
                button.icon,
            )
    assert [group.label for group in ribbon.groups] == ["设置", "下发", "收表", "审核", "上报", "帮助"]


def test_a_sub_starts_the_command_of_its_button() -> None:
    ribbon = load_ribbon()
    statements = subs()
    for button in ribbon.buttons:
        statement = statements.pop(f"On_{button.id}")
        asks = button.asks.what if button.asks is not None else ""
        run = {"": "RunPython", "folder": "RunWithFolder", "file": "RunWithFile", "number": "RunWithNumber"}[asks]
        assert statement.startswith(f'{run} "{button.id}"')
    assert statements == {}
