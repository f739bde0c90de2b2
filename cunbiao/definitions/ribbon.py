"""The shape of ``templates/desk/ribbon.yaml``: the add-in's tab, and what Excel itself says when nothing can start."""

from __future__ import annotations

import string
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, DefinitionError, Document

# Office refuses a whole tab for one text longer than this.
Text = Annotated[str, Field(min_length=1, max_length=1024)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
_PLACES = {"title": set[str](), "missing": {"python", "home"}, "blocked": {"python", "home"}}


class Ask(Definition):
    """What a person is asked before the command starts: to pick a folder or a file, or how many.

    ``files`` are the patterns shown, ``*.a; *.b``.
    """

    what: Literal["folder", "file", "number"]
    title: Text
    files: str = ""

    @model_validator(mode="after")
    def _patterns_belong_to_files(self) -> Self:
        if (self.what == "file") != bool(self.files):
            raise ValueError("选文件（what: file）时要写 files，别的不写")
        return self


class RibbonButton(Definition):
    """One button; ``id`` is the command it starts."""

    id: Id
    label: Text
    screentip: Text
    supertip: Text
    icon: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*$")]
    size: Literal["normal", "large"] = "normal"
    asks: Ask | None = None


class RibbonGroup(Definition):
    """Buttons that belong to one step of the work."""

    id: Id
    label: Text
    buttons: list[RibbonButton] = Field(min_length=1)


class RibbonTab(Definition):
    """The tab itself."""

    id: Id
    label: Text


class LaunchTexts(Definition):
    """What the add-in says without Python; a message box shows no more than 1024 characters."""

    title: Text
    missing: Text
    blocked: Text


class Ribbon(Definition):
    """``templates/desk/ribbon.yaml``."""

    about: str
    tab: RibbonTab
    groups: list[RibbonGroup] = Field(min_length=1)
    texts: LaunchTexts

    @property
    def buttons(self) -> list[RibbonButton]:
        """All buttons in order."""
        return [button for group in self.groups for button in group.buttons]


@cache
def load_ribbon() -> Ribbon:
    """The ribbon's definition.

    Raises:
        DefinitionError: with file and line of the mistake.
    """
    return read_ribbon(Document(TEMPLATES / "desk" / "ribbon.yaml"))


def read_ribbon(document: Document) -> Ribbon:
    """The ribbon that ``document`` defines; refuses an id that stands twice and places no program fills in."""
    ribbon = document.model(Ribbon)
    seen = {ribbon.tab.id}
    for at, group in enumerate(ribbon.groups):
        _refuse_second(document, ("groups", at), group.id, seen)
        for index, button in enumerate(group.buttons):
            _refuse_second(document, ("groups", at, "buttons", index), button.id, seen)
    for name, places in _PLACES.items():
        if _places(document, name, getattr(ribbon.texts, name)) - places:
            known = "、".join(sorted(places)) or "没有"
            raise document.error(("texts", name), f"花括号里能写的名称：{known}")
    return ribbon


def _refuse_second(document: Document, where: tuple[str | int, ...], name: str, seen: set[str]) -> None:
    if name in seen:
        raise document.error(where, f"“{name}”重复，功能区里的 id 不能相同")
    seen.add(name)


def _places(document: Document, name: str, text: str) -> set[str]:
    try:
        return {place for _, place, _, _ in string.Formatter().parse(text) if place is not None}
    except ValueError as error:
        raise _unbalanced(document, name) from error


def _unbalanced(document: Document, name: str) -> DefinitionError:
    return document.error(("texts", name), "花括号不成对")
