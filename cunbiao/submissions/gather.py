"""Which files there are: in folders, on their own, inside zip bundles; and their bytes.

Everything found is listed, whatever it is.
"""

from __future__ import annotations

import fnmatch
import io
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from cunbiao.records.submission import Ignored, Quarantined
from cunbiao.submissions.bundle import Member, list_bundle, read_member
from cunbiao.submissions.schema import IgnoredName, IntakeRules
from cunbiao.submissions.shown_names import shown_name
from cunbiao.submissions.wording import refusal_text
from workbooks import refusal
from workbooks.content import is_zip
from workbooks.limits import Limits
from workbooks.opening import regular_bytes
from workbooks.refusal import Refused

_LINK = IgnoredName("", refusal.LINK)
_WORKBOOK_NAME = re.compile(r"\.(?:xls|xlsx|xlsm|et)\b", re.IGNORECASE)


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
    return regular_bytes(Path(file.path), limits)


def common_folder(paths: Iterable[Path]) -> Path:
    """The folder file names are told from: the one that was given, or the innermost that holds everything given."""
    folders = [path.absolute() if _is_folder(path) else path.absolute().parent for path in paths]
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
            if _is_folder(path):
                for file in _walk(path, self._unreadable_folder):
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
        reason = _LINK if stat.S_ISLNK(facts.st_mode) else self._ignored_by(name)
        if reason is not None and not (reason.look and _holds_workbook(lambda: path.open("rb"))):
            self._ignore(name, reason)
        elif not stat.S_ISREG(facts.st_mode):
            self._refuse(name, Refused(refusal.UNREADABLE, content="special"))
        elif path.suffix.lower() == ".zip":
            self._bundle(path, name, facts.st_mtime)
        else:
            self._add(FoundFile(self._unique(name), str(path), facts.st_mtime))

    def _name(self, path: Path) -> str:
        try:
            return shown_name(path.absolute().relative_to(self._base).as_posix())
        except ValueError:
            return shown_name(path.as_posix())

    def _unreadable_folder(self, error: OSError) -> None:
        """A folder that cannot be looked into may be full of files: it is one nothing was taken from."""
        self._refuse(f"{self._name(Path(error.filename))}/", _unreadable(error))

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
        reason = _LINK if member.link else self._ignored_by(member.name)
        if reason is not None and not (reason.look and self._member_holds_workbook(path, member)):
            self._ignore(name, reason)
        else:
            self._add(FoundFile(name, str(path), member.modified, member.path))

    def _member_holds_workbook(self, path: Path, member: Member) -> bool:
        """Whether a member whose name says nothing of the kind is a workbook; the names of most say enough."""
        if not _WORKBOOK_NAME.search(member.name):
            return False
        with suppress(Refused):
            content = read_member(path, member.path, self._rules.limits)
            return _holds_workbook(lambda: io.BytesIO(content))
        return False

    def _ignored_by(self, name: str) -> IgnoredName | None:
        """The first rule by which a file is not read: a folder it lies in, or its own name."""
        *folders, own = PurePosixPath(name.lower()).parts or ("",)
        for rule in self._rules.ignored_folders:
            if fnmatch.filter(folders, rule.pattern):
                return rule
        return next((rule for rule in self._rules.ignored_files if fnmatch.fnmatchcase(own, rule.pattern)), None)

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


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # it lies in a folder nobody may look into
        return False


def _walk(folder: Path, unreadable: Callable[[OSError], None]) -> Iterator[Path]:
    """All files below a folder in order of name; links to folders are given back as they are, never followed."""
    for here, folders, files in os.walk(folder, onerror=unreadable):
        folders.sort()
        for name in sorted([*files, *(name for name in folders if Path(here, name).is_symlink())]):
            yield Path(here, name)


def _holds_workbook(opening: Callable[[], BinaryIO]) -> bool:
    """Whether a file is a workbook after all, as it begins and as its directory says."""
    try:
        with opening() as file:
            if not is_zip(file.read(4)):
                return False
            with zipfile.ZipFile(file) as archive:
                return any(name.lower().startswith("xl/") for name in archive.namelist())
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        # NotImplementedError is how zipfile refuses a version or a compression it does not know.
        return False


def _unreadable(error: OSError) -> Refused:
    if isinstance(error, FileNotFoundError):
        return Refused(refusal.UNREADABLE, content="not_found")
    if isinstance(error, PermissionError):
        return Refused(refusal.UNREADABLE, content="no_permission")
    return Refused(refusal.UNREADABLE, content="cannot_open")
