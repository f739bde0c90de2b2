"""``许可.txt`` of a bundle: under what terms each of its parts may be passed on, and where the full text lies."""

from __future__ import annotations

from importlib.metadata import PathDistribution
from pathlib import Path

from commands.outcome import CommandError
from cunbiao.version import VERSION

FILE = "许可.txt"
# The product has no licence yet; who decides on one writes it here.
_OWN = "许可由所有者另定；没有定下以前只在本单位内使用，不要往外传"
_HEAD = (
    "村表通以外的各部分都可以随文件夹一起转给别人，条件是原样保留它们的许可文件。括号里是许可全文所在的文件或文件夹。"
)
_PYTHON = "Python：PSF-2.0"
_CLASSIFIER = "License :: OSI Approved :: "


def licences(bundle: Path, python: Path, libraries: Path) -> str:
    """The text of the file for a ``bundle``, with the file of Python's licence and the folder of the libraries in it.

    Raises:
        CommandError: a library does not say under what terms it may be passed on.
    """
    lines = [_HEAD, "", f"村表通 {VERSION}：{_OWN}", f"{_PYTHON}（{python.relative_to(bundle).as_posix()}）"]
    for folder in sorted(libraries.glob("*.dist-info"), key=lambda folder: folder.name.lower()):
        own = PathDistribution(folder)
        lines.append(f"{own.name} {own.version}：{_terms(own)}（{folder.relative_to(bundle).as_posix()}）")
    return "".join(f"{line}\r\n" for line in lines)


def _terms(own: PathDistribution) -> str:
    """The licence as the library names it, in whichever of three ways."""
    named = [*_all(own, "License-Expression"), *_all(own, "License")]
    if named:
        return named[0].splitlines()[0]
    classifiers = _all(own, "Classifier")
    classified = [text.removeprefix(_CLASSIFIER) for text in classifiers if text.startswith(_CLASSIFIER)]
    if not classified:
        raise CommandError(f"组件 {own.name} 没有写明许可，不能放进文件夹里转给别人。请换一个写明了的版本。")
    return "、".join(classified)


def _all(own: PathDistribution, field: str) -> list[str]:
    values: list[str] = own.metadata.get_all(field, [])
    return values
