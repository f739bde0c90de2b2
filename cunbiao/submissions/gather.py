"""Which files there are: in folders, on their own, inside zip bundles; and their bytes.

Everything found is listed, whatever it is.
"""

from __future__ import annotations

import fnmatch
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cunbiao.records.submission import Ignored, Quarantined
from cunbiao.submissions.bundle import Member, list_bundle, read_member
from cunbiao.submissions.schema import IgnoredName, IntakeRules
from cunbiao.submissions.wording import refusal_text
from workbooks import refusal
from workbooks.limits import Limits
from workbooks.refusal import Refused

_LINK = IgnoredName("", refusal.LINK)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be read: ``name`` as seen from the folder that was given, ``path`` to open.

    ``members`` lead into zip bundles, as positions in their directories; ``modified`` is in seconds since 1970.
    """

    name: str
    path: str
    modified: float
    members: tuple[int, ...] = ()


@dataclass(slots=True)
class Gathered:
    """Everything found under the given paths."""

    files: list[FoundFile] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)


def gather(paths: Iterable[Path], rules: IntakeRules) -> Gathered:
    """Finds the files under ``paths`` (files, folders, zip bundles); a file reached twice counts once."""
    listed = list(paths)
    return _Gathering(rules, common_folder(listed)).over(listed)


def content_of(file: FoundFile, limits: Limits) -> bytes:
    """The bytes of a file; only a regular file is ever read, as the open handle shows it.

    Raises:
        OSError: it cannot be read.
        Refused: it is no regular file, too large, or damaged in its bundle.
    """
    if file.members:
        return read_member(Path(file.path), file.members, limits)
    handle = os.open(file.path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as opened:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise Refused(refusal.UNREADABLE, content="special")
        if facts.st_size > limits.file_size.most:
            raise Refused(refusal.TOO_LARGE, **limits.file_size.against(facts.st_size))
        return opened.read()


def common_folder(paths: Iterable[Path]) -> Path:
    """The folder file names are told from: the one that was given, or the innermost that holds everything given."""
    folders = [path.absolute() if path.is_dir() else path.absolute().parent for path in paths]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # nothing given, or on different drives
        return Path()


class _Gathering:
    def __init__(self, rules: IntakeRules, base: Path) -> None:
        self._rules = rules
        self._base = base
        self._found = Gathered()
        self._names: set[str] = set()
        self._real: set[str] = set()

    def over(self, paths: Iterable[Path]) -> Gathered:
        for path in paths:
            if path.is_dir():
                for file in _walk(path):
                    self._file(file)
            else:
                self._file(path)
        found = self._found
        found.files.sort(key=lambda file: file.name)
        return found

    def _file(self, path: Path) -> None:
        name = self._name(path)
        try:
            facts = path.lstat()
        except OSError as error:
            self._refuse(name, _unreadable(error))
            return
        real = os.path.realpath(path) if not stat.S_ISLNK(facts.st_mode) else name
        if real in self._real:
            return
        self._real.add(real)
        reason = _LINK if stat.S_ISLNK(facts.st_mode) else self._ignored_by(path.parts)
        if reason is not None:
            self._ignore(name, reason)
        elif not stat.S_ISREG(facts.st_mode):
            self._refuse(name, Refused(refusal.UNREADABLE, content="special"))
        elif path.suffix.lower() == ".zip":
            self._bundle(path, name, facts.st_mtime)
        else:
            self._add(FoundFile(self._unique(name), str(path), facts.st_mtime))

    def _name(self, path: Path) -> str:
        try:
            return path.absolute().relative_to(self._base).as_posix()
        except ValueError:
            return path.as_posix()

    def _bundle(self, path: Path, name: str, modified: float) -> None:
        """The members of a zip bundle; a workbook that merely has the name of one is a file like any other."""
        try:
            members = list_bundle(path, self._rules.limits)
        except OSError as error:
            self._refuse(name, _unreadable(error), path)
        except Refused as refused:
            self._refuse(name, refused, path)
        else:
            if members is None:
                self._add(FoundFile(self._unique(name), str(path), modified))
            for member in members or ():
                self._member(path, name, member)

    def _member(self, path: Path, bundle: str, member: Member) -> None:
        name = self._unique(f"{bundle}/{member.name}")
        reason = _LINK if member.link else self._ignored_by(Path(member.name).parts)
        if reason is not None:
            self._ignore(name, reason)
        else:
            self._add(FoundFile(name, str(path), member.modified, member.path))

    def _ignored_by(self, parts: Sequence[str]) -> IgnoredName | None:
        """The first rule by which a file is not read: its own name, or a folder it lies in."""
        name = parts[-1].lower() if parts else ""
        for rule in self._rules.ignored_files:
            if fnmatch.fnmatchcase(name, rule.pattern):
                return rule
        folders = {part.lower() for part in parts[:-1]}
        return next((rule for rule in self._rules.ignored_folders if fnmatch.filter(folders, rule.pattern)), None)

    def _unique(self, name: str) -> str:
        """The name, with a number when another file already has it (a bundle can hold one name twice)."""
        unique, number = name, 1
        while unique in self._names:
            number += 1
            unique = f"{name} #{number}"
        self._names.add(unique)
        return unique

    def _add(self, file: FoundFile) -> None:
        self._found.files.append(file)

    def _ignore(self, name: str, rule: IgnoredName) -> None:
        message, fix = self._rules.messages[rule.message].worded(actual=rule.actual)
        self._found.ignored.append(Ignored(name, message, check=rule.message, fix=fix))

    def _refuse(self, name: str, refused: Refused, path: Path | None = None) -> None:
        message, fix = refusal_text(refused, self._rules)
        size = path.stat().st_size if path is not None and path.exists() else 0
        self._found.quarantined.append(Quarantined(self._unique(name), "", size, refused.reason, message, fix))


def _walk(folder: Path) -> Iterator[Path]:
    """All files below a folder in order of name; links to folders are given back as they are, never followed."""
    for here, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted([*files, *(name for name in folders if Path(here, name).is_symlink())]):
            yield Path(here, name)


def _unreadable(error: OSError) -> Refused:
    if isinstance(error, FileNotFoundError):
        return Refused(refusal.UNREADABLE, content="not_found")
    if isinstance(error, PermissionError):
        return Refused(refusal.UNREADABLE, content="no_permission")
    return Refused(refusal.UNREADABLE, content="cannot_open")
