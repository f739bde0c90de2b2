"""Layers: a notice's folder laid over national editions, each layer's items by kind, read once.

``templates/national/<year>/edition.yaml`` opens an edition, ``templates/notices/<id>/notice.yaml`` a notice; a notice
extends an edition, an edition may extend an earlier one. Beside those files a layer has folders for what it brings.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import (
    LAYER_HEADS,
    TEMPLATES,
    Answer,
    DefinitionError,
    Document,
    LayerKind,
    Location,
    Mistakes,
)
from cunbiao.state_folder import state_folder

ItemT = TypeVar("ItemT", bound=Definition)
AnyItemT = TypeVar("AnyItemT", bound=Definition, covariant=True)

NATIONAL = TEMPLATES / "national"
NOTICES = TEMPLATES / "notices"
_NAMES: dict[LayerKind, str] = {"edition": "版本", "notice": "通知"}
# Folders with notices of a county's own, beside those of the product; several are separated as in PATH.
OWN_NOTICES = "CUNBIAO_NOTICES"
_VERSION = re.compile(r"(.+)_([1-9]\d*)")


@dataclass(frozen=True)
class Layer:
    """One folder: an edition or a notice. ``head`` is its opening file."""

    id: str
    kind: LayerKind
    folder: Path
    head: Document

    @property
    def title(self) -> str:
        """What staff call it."""
        return str(self.head.data.get("title", self.id))

    @property
    def replaces(self) -> list[str]:
        """Ids of definitions of layers below that it defines anew."""
        return list(self.head.data.get("replaces", []))


@dataclass(frozen=True)
class Placed(Generic[AnyItemT]):
    """A definition with the layer, file and line it stands in, so that a mistake found later is still reported there.

    ``changed`` are the parts that a later layer overrides, each with the place where it does.
    """

    item: AnyItemT
    document: Document
    location: Location
    layer: str
    changed: tuple[tuple[Location, Document, Location], ...] = ()

    def error(self, problem: str, *within: str | int, answer: Answer | None = None) -> DefinitionError:
        """The error to raise about this definition, or about the part of it at ``within``."""
        for part, document, location in reversed(self.changed):
            if within[: len(part)] == part:
                return document.error(location, problem, answer)
        return self.document.error((*self.location, *within), problem, answer)

    @property
    def origin(self) -> str:
        """Where it stands, in words."""
        return f"{self.layer}/{self.document.file.name} 第{self.document.line(self.location)}行"

    def with_fields(self, fields: dict[str, object], document: Document, location: Location) -> Placed[AnyItemT]:
        """The definition with ``fields`` overridden at ``location`` of ``document``."""
        changed = tuple(((name,), document, (*location, name)) for name in fields)
        item = self.item.model_copy(update=fields)
        return Placed(item, self.document, self.location, self.layer, (*self.changed, *changed))


@dataclass(frozen=True)
class Kind(Generic[ItemT]):
    """One kind of definition: where a layer keeps it (``pattern``), under which key, and what it is called by.

    Without ``key`` a file is one item. ``beside`` are the other keys such a file may have.
    """

    pattern: str
    key: str
    model: type[ItemT]
    words: str
    id: str = "id"
    beside: frozenset[str] = frozenset()

    def of(self, item: ItemT) -> str:
        """The id of an item."""
        return str(getattr(item, self.id))


@cache
def document(file: Path) -> Document:
    """A definition file, read once."""
    return Document(file)


def edition(edition_id: str, said_by: Document) -> Layer:
    """The edition with this id; ``said_by`` is the file that extends it, where a wrong id is reported."""
    known = {str(layer.id): layer for layer in editions()}
    if edition_id not in known:
        problem = f"没有“{edition_id}”这个全国版本，现有：{'、'.join(known)}"
        raise said_by.error(("extends",), problem)
    return known[edition_id]


@cache
def editions() -> tuple[Layer, ...]:
    """All national editions, by folder name."""
    return tuple(_layer(file, "edition") for file in sorted(NATIONAL.glob("*/edition.yaml")))


def notice_folders() -> dict[str, Path]:
    """Notice id → its folder: of the product, of the folders the county added, and of the notices kept on this machine.

    A notice kept here takes the place of one of the same id from elsewhere.

    Raises:
        DefinitionError: two folders of the product and the county hold a notice of the same id.
    """
    folders: dict[str, Path] = {}
    mistakes = Mistakes()
    for root in _roots():
        for file in sorted(root.glob("*/notice.yaml")):
            with mistakes.noted():
                layer = notice_layer(file.parent)
                if layer.id in folders:
                    raise layer.head.error(("id",), f"通知“{layer.id}”有两份，另一份在 {folders[layer.id].name}")
                folders[layer.id] = file.parent
    mistakes.refuse()
    return dict(sorted((folders | kept_notices()).items()))


def _roots() -> Iterator[Path]:
    yield NOTICES
    for folder in os.environ.get(OWN_NOTICES, "").split(os.pathsep):
        if folder:
            yield Path(folder)


def definition_files() -> Iterator[Path]:
    """Every file that a notice may be made of: of the product, of the county's folders, and of those kept here."""
    yield from sorted(TEMPLATES.rglob("*.yaml"))
    for root in (*_roots(), kept_folder()):
        if root != NOTICES:
            for head in sorted(root.glob(f"*/{LAYER_HEADS['notice']}")):
                yield from sorted(head.parent.rglob("*.yaml"))


def kept_folder() -> Path:
    """Where notices made in Excel are kept on this machine, beside the other choices of the person."""
    return state_folder() / "通知"


def kept_notices() -> dict[str, Path]:
    """Notice id → the folder of its latest version kept on this machine."""
    return {name: versions[max(versions)] for name, versions in kept_versions().items()}


def kept_versions() -> dict[str, dict[int, Path]]:
    """Notice id → number → folder of each version kept on this machine.

    A version is a folder of its own, ``<id>_<number>``, that nothing is ever written over; its opening file is put
    there last, so that a version is there whole or not at all.
    """
    found: dict[str, dict[int, Path]] = {}
    for file in kept_folder().glob("*/notice.yaml"):
        named = _VERSION.fullmatch(file.parent.name)
        if named:
            found.setdefault(named[1], {})[int(named[2])] = file.parent
    return found


def notice_layer(folder: Path) -> Layer:
    """The notice in ``folder``; raises `DefinitionError` when there is none."""
    file = folder / LAYER_HEADS["notice"]
    if not file.is_file():
        raise DefinitionError(file, 0, "这个文件夹里没有 notice.yaml，不是一份通知")
    return _layer(file, "notice")


def _layer(file: Path, kind: LayerKind) -> Layer:
    head = document(file)
    name = head.data.get("id")
    if not isinstance(name, str):
        raise head.error(("id",), f"{_NAMES[kind]}没有写 id")
    return Layer(name, kind, file.parent, head)


def chain(top: Layer) -> tuple[Layer, ...]:
    """The layers under ``top`` and itself, the earliest first.

    Raises:
        DefinitionError: an edition is unknown, or the editions extend each other in a circle.
    """
    layers = [top]
    while (below := layers[-1].head.data.get("extends")) is not None:
        current = layers[-1]
        next_layer = edition(str(below), current.head)
        if next_layer in layers:
            ring = " → ".join(layer.id for layer in (*layers, next_layer))
            raise current.head.error(("extends",), f"全国版本绕成了一圈：{ring}")
        layers.append(next_layer)
    return tuple(reversed(layers))


@cache
def items(layer_folder: Path, layer_id: str, kind: Kind[ItemT]) -> tuple[Placed[ItemT], ...]:
    """What one layer brings of one kind, in the order of files and lines.

    Raises:
        DefinitionError: all values that do not fit and all ids that stand twice.
    """
    found: dict[str, Placed[ItemT]] = {}
    mistakes = Mistakes()
    for file in sorted(layer_folder.glob(kind.pattern)):
        with mistakes.noted():
            for placed in _in_file(document(file), layer_id, kind, mistakes):
                name = kind.of(placed.item)
                if name in found:
                    mistakes.add(placed.error(f"{kind.words}“{name}”重复，已写在 {found[name].origin}"))
                found.setdefault(name, placed)
    mistakes.refuse()
    return tuple(found.values())


def _in_file(source: Document, layer: str, kind: Kind[ItemT], mistakes: Mistakes) -> Iterator[Placed[ItemT]]:
    if not kind.key:
        yield Placed(source.model(kind.model), source, (), layer)
        return
    for name in source.data:
        if name not in {"about", kind.key, *_COMMON, *kind.beside}:
            mistakes.add(source.error((name,), f"没有“{name}”这个项目，请检查拼写"))
    listed = source.data.get(kind.key, [])
    if not isinstance(listed, list):
        raise source.error((kind.key,), f"“{kind.key}”下面应当是一列")
    common = {name: value for name, value in source.data.items() if name in _COMMON}
    for index, data in enumerate(listed):
        at = (kind.key, index)
        with mistakes.noted():
            whole = {**common, **data} if common and isinstance(data, dict) else data
            yield Placed(source.part(kind.model, whole, at), source, at, layer)


# What a file says once for all its items.
_COMMON = frozenset({"set"})


def overlay(layers: tuple[Layer, ...], kind: Kind[ItemT], mistakes: Mistakes) -> dict[str, Placed[ItemT]]:
    """The items of all layers by id: a later layer's item takes the place of an earlier one that the layer replaces.

    An id that is used again without a word is a mistake: a rule of the layers below would be gone in silence.
    """
    resolved: dict[str, Placed[ItemT]] = {}
    for layer in layers:
        with mistakes.noted():
            for placed in items(layer.folder, layer.id, kind):
                name = kind.of(placed.item)
                if name in resolved and name not in layer.replaces:
                    mistakes.add(placed.error(_used_again(layer, kind, name, resolved[name])))
                resolved[name] = placed
    return resolved


def _used_again(layer: Layer, kind: Kind[ItemT], name: str, earlier: Placed[ItemT]) -> str:
    return (
        f"{kind.words}“{name}”已写在 {earlier.origin}：另有所指就换一个编号；只改几个字段，写在 overrides；"
        f"整条换掉，在 {layer.head.file.name} 写上 replaces: [{name}]"
    )


def replaced_nothing(layers: tuple[Layer, ...], kinds: Iterable[Kind[Any]]) -> Iterator[DefinitionError]:
    """An error for every id in ``replaces`` that a layer does not define anew or that no layer below has."""
    defined: list[tuple[Layer, set[tuple[str, str]]]] = [
        (layer, {(kind.words, kind.of(one.item)) for kind in kinds for one in items(layer.folder, layer.id, kind)})
        for layer in layers
    ]
    below: set[tuple[str, str]] = set()
    for layer, own in defined:
        anew = {name for _, name in own & below}
        for index, name in enumerate(layer.replaces):
            if name not in anew:
                yield layer.head.error(("replaces", index), f"没有替换什么：下面的版本和这一层没有都写“{name}”")
        below |= own
