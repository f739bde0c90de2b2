"""The libraries a Windows bundle carries: wheels at the project's own pins, with all that they need on Windows."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from commands.outcome import CommandError

_PLATFORM = "win_amd64"
# Tests of the libraries, a third of all files; and the part of xlwings that has another licence and is not used.
_LEFT_OUT_FOLDERS = frozenset({"tests"})
_LEFT_OUT = ("xlwings/pro/",)


@dataclass(frozen=True)
class Target:
    """The Python the wheels are for, as in ``cp311``; always 64-bit Windows."""

    major: int
    minor: int

    @property
    def markers(self) -> dict[str, str]:
        """What the markers of a requirement are judged by."""
        version = f"{self.major}.{self.minor}"
        return {
            "extra": "",
            "implementation_name": "cpython",
            "implementation_version": f"{version}.0",
            "os_name": "nt",
            "platform_machine": "AMD64",
            "platform_python_implementation": "CPython",
            "platform_release": "10",
            "platform_system": "Windows",
            "platform_version": "10",
            "python_full_version": f"{version}.0",
            "python_version": version,
            "sys_platform": "win32",
        }

    @property
    def tags(self) -> list[Tag]:
        """The wheels that fit, the best first."""
        version = (self.major, self.minor)
        own = cpython_tags(version, platforms=[_PLATFORM])
        return [*own, *compatible_tags(version, f"cp{self.major}{self.minor}", [_PLATFORM])]


@dataclass(frozen=True)
class Wheel:
    """One wheel file; ``name`` is canonical, ``requires`` what it needs on the target."""

    path: Path
    name: str
    version: str
    requires: tuple[Requirement, ...]

    @property
    def sha256(self) -> str:
        """Checksum of the file, hex."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


class WheelsMissingError(CommandError):
    """Wheels at their pins are not in the folder; ``pins`` are ``name==version`` of each."""

    def __init__(self, folder: Path, pins: Sequence[str], target: Target) -> None:
        self.pins = list(pins)
        command = " ".join(["python", *_download_words(folder, self.pins, target)])
        super().__init__(
            f"{folder} 里还缺 {len(pins)} 个 Windows 组件：{'、'.join(pins)}。"
            f"加上 --download 让程序自己下载；或者在能上网的电脑上执行下面这一行，再做一次，"
            f"直到不再说缺（组件自己还要别的组件）：{command}"
        )


def wanted(root: Path) -> list[Requirement]:
    """What the product itself needs, from its ``pyproject.toml``."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(text) for text in project["dependencies"]]


def pinned(root: Path) -> dict[str, str]:
    """Canonical name → version, from the project's ``constraints.txt``."""
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("==") for line in lines if "==" in line)
    return {canonicalize_name(name.strip()): version.strip() for name, _, version in pairs}


def resolve(
    folder: Path, requirements: Iterable[Requirement], pins: dict[str, str], target: Target
) -> dict[str, Wheel]:
    """The wheels in ``folder`` that meet ``requirements`` and, step by step, what those wheels require; by name.

    Raises:
        WheelsMissingError: some are not there.
        CommandError: a library has no pin, its pin does not meet a requirement, or a wheel is damaged.
    """
    best = _best_wheels(folder, target)
    found: dict[str, Wheel] = {}
    missing: set[str] = set()
    waiting = [one for one in requirements if _counts(one, target)]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        version = _pin(requirement, pins)
        if name in found:
            continue
        path = best.get((name, version))
        if path is None:
            missing.add(f"{name}=={version}")
            continue
        found[name] = read_wheel(path, target)
        waiting += found[name].requires
    if missing:
        raise WheelsMissingError(folder, sorted(missing), target)
    return dict(sorted(found.items()))


def download(folder: Path, requirements: Sequence[Requirement], pins: dict[str, str], target: Target) -> None:
    """Puts the wheels into ``folder`` with pip, at their pins and from whatever index pip is configured for.

    Pip judges markers by the machine it runs on, so it is only asked for single wheels; what they require is known
    when they are there, and asked for next.

    Raises:
        CommandError: pip could not fetch one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    asked: set[str] = set()
    while True:
        try:
            resolve(folder, requirements, pins, target)
        except WheelsMissingError as missing:
            if asked & set(missing.pins):
                raise
            asked |= set(missing.pins)
            _pip(_download_words(folder, missing.pins, target))
        else:
            return


def read_wheel(path: Path, target: Target) -> Wheel:
    """Name, version and requirements of a wheel; raises `CommandError` when the file is damaged."""
    name, version, _, _ = parse_wheel_filename(path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            metadata = next(entry for entry in archive.namelist() if entry.endswith(".dist-info/METADATA"))
            message = BytesParser().parsebytes(archive.read(metadata), headersonly=True)
    except (zipfile.BadZipFile, StopIteration) as error:
        raise _damaged(path) from error
    requires = [Requirement(text) for text in message.get_all("Requires-Dist", [])]
    return Wheel(path, name, str(version), tuple(one for one in requires if _counts(one, target)))


def unpack(wheel: Wheel, libraries: Path) -> None:
    """Puts the files of a wheel into the folder ``libraries``, each compared with the wheel's own list of checksums.

    Scripts and other things a wheel has outside the import path are left out.

    Raises:
        CommandError: a file is not what the list says.
    """
    try:
        with zipfile.ZipFile(wheel.path) as archive:
            for entry, checksum in _record(archive):
                place = _place(entry)
                if place is None:
                    continue
                content = archive.read(entry)
                if checksum and _checksum(content) != checksum:
                    raise _damaged(wheel.path)
                file = libraries / place
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
    except (zipfile.BadZipFile, KeyError, StopIteration) as error:
        raise _damaged(wheel.path) from error


def _record(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    record = next(entry for entry in archive.namelist() if entry.endswith(".dist-info/RECORD"))
    for row in csv.reader(io.StringIO(archive.read(record).decode())):
        yield row[0], row[1]


def _place(entry: str) -> PurePosixPath | None:
    """Where a file of a wheel goes within the import path; None when it does not go there."""
    path = PurePosixPath(entry)
    if path.is_absolute() or ".." in path.parts:
        return None
    if path.parts[0].endswith(".data"):
        if path.parts[1] not in ("purelib", "platlib"):
            return None
        path = PurePosixPath(*path.parts[2:])
    left_out = _LEFT_OUT_FOLDERS.intersection(path.parts[:-1]) or str(path).startswith(_LEFT_OUT)
    return None if left_out else path


def _checksum(content: bytes) -> str:
    digest = hashlib.sha256(content).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _best_wheels(folder: Path, target: Target) -> dict[tuple[str, str], Path]:
    """Name and version → the wheel that fits the target best."""
    order = {tag: place for place, tag in enumerate(target.tags)}
    best: dict[tuple[str, str], tuple[int, Path]] = {}
    for path in sorted(folder.glob("*.whl")):
        try:
            name, version, _, tags = parse_wheel_filename(path.name)
        except InvalidWheelFilename:
            continue
        places = [order[tag] for tag in tags if tag in order]
        key = (name, str(version))
        if places and (key not in best or min(places) < best[key][0]):
            best[key] = (min(places), path)
    return {key: path for key, (_, path) in best.items()}


def _counts(requirement: Requirement, target: Target) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(target.markers)


def _pin(requirement: Requirement, pins: dict[str, str]) -> str:
    version = pins.get(canonicalize_name(requirement.name))
    if version is None:
        raise CommandError(f"constraints.txt 里没有写 {requirement.name} 用哪个版本，补上一行再做。")
    if not requirement.specifier.contains(version, prereleases=True):
        raise CommandError(f"constraints.txt 里 {requirement.name} 是 {version}，不符合要求“{requirement}”。")
    return version


def _download_words(folder: Path, pins: Sequence[str], target: Target) -> list[str]:
    version = f"{target.major}.{target.minor}"
    kind = ["--platform", _PLATFORM, "--python-version", version, "--implementation", "cp"]
    return ["-m", "pip", "download", "--no-deps", "--only-binary=:all:", *kind, "-d", str(folder), *pins]


def _pip(words: Sequence[str]) -> None:
    call = [sys.executable, *words]
    done = subprocess.run(call, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()[-1:]
        raise CommandError(f"组件没有下载成功。检查网络和 pip 的设置后再试。pip 说：{' '.join(said)}")


def _damaged(path: Path) -> CommandError:
    return CommandError(f"{path.name} 不完整或被改动过，删掉它再下载一次。")
