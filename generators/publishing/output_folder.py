"""A folder that results go into, held by one run at a time.

A set of files is first written beside its place, in a folder of its own, reopened and compared; only when all of it is
there are the files moved in, all or none. A file that somebody has open in Excel is waited for briefly; then the whole
set is saved under other names, and that is said.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from generators.publishing.errors import ComparisonError, PublishError, file_error, folder_error
from generators.publishing.moves import LockedError, Moves
from generators.publishing.output import Output
from workbooks.held import hold, open_to_hold

# Where drafts lie while a run goes on; intake passes over whatever begins like this.
WORK = ".~村表通正在写"
_HELD = "held"
_TRIES = 20
_BUSY = "另一次操作正在往这个文件夹里写结果，等它做完再做一次，或者换一个文件夹"


@dataclass(frozen=True)
class Published:
    """Where a file is now. ``renamed``: the set could not have its own names, and ``note`` says why and what to do."""

    path: Path
    renamed: bool = False
    note: str = ""


class OutputFolder:
    """The right to put files into ``path`` and the folders below it, while the block lasts.

    Raises:
        PublishError: it cannot be written to, another run is going on there, or one that broke off cannot be finished.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._work = path / WORK
        self._moves = Moves(path, self._work)
        self._made: list[Path] = []
        self._held: BinaryIO | None = None

    def __enter__(self) -> Self:
        try:
            self._made = [folder for folder in (self.path, *self.path.parents) if not folder.exists()]
            self._held = self._hold()
            if self._moves.is_begun():
                self._moves.finish()
            self._clear()
        except LockedError as error:
            self._leave()
            raise PublishError(
                Path(error.filename), "正被别的程序打开，上一次的结果没有写完；请关掉它再做一次"
            ) from error
        except OSError as error:
            self._leave()
            raise folder_error(self.path, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._leave()

    def publish(self, outputs: Iterable[Output], *, beside: bool = True) -> list[Published]:
        """Puts a set of files in their place, or none of them.

        Args:
            outputs: the files; each is written when it is asked for, so that they need not all be in memory.
            beside: whether the set may have other names when somebody has one of its files open.

        Raises:
            PublishError: every place is as it was.
        """
        drafts: list[tuple[Path, Path]] = []
        for number, output in enumerate(outputs):
            draft = self._work / f"{number}.part"
            try:
                output.draft(draft)
            except ComparisonError as error:
                problem = f"写入后检查没有通过（{error}），请再试一次；如果还是这样，请检查磁盘"
                raise PublishError(output.path, problem) from error
            except OSError as error:
                raise file_error(output.path, error) from error
            drafts.append((draft, output.path))
        return self._move_in(drafts, beside)

    def _move_in(self, drafts: Sequence[tuple[Path, Path]], beside: bool) -> list[Published]:
        _refuse_same_names([target for _, target in drafts])
        try:
            self._moves.make(drafts)
        except LockedError as error:
            opened = Path(error.filename)
            if not beside:
                raise PublishError(opened, "正被别的程序打开，请关掉它再做一次；这一次什么都没有改") from error
            return self._move_beside(drafts, opened)
        except OSError as error:
            raise file_error(drafts[0][1], error) from error
        return [Published(target) for _, target in drafts]

    def _move_beside(self, drafts: Sequence[tuple[Path, Path]], opened: Path) -> list[Published]:
        targets = [target for _, target in drafts]
        sets = ([_numbered(target, number) for target in targets] for number in count(1))
        named = next(own for own in sets if not any(target.exists() for target in own))
        try:
            self._moves.make([(draft, target) for (draft, _), target in zip(drafts, named, strict=True)])
        except OSError as error:
            raise file_error(named[0], error) from error
        names = "、".join(target.name for target in named)
        them = "新文件" if len(named) == 1 else "这一次的文件都"
        note = f"{opened.name} 正被别的程序打开，{them}另存为 {names}；请关掉旧的再改名"
        return [Published(target, True, note) for target in named]

    def _hold(self) -> BinaryIO:
        """Makes the folder ours. A run that ends removes its own work folder, so it may have to be made again."""
        for _ in range(_TRIES):
            self._work.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                held = open_to_hold(self._work / _HELD)
                if not hold(held):
                    held.close()
                    raise PublishError(self.path, _BUSY, "结果")
                if (self._work / _HELD).exists():
                    return held
                held.close()
        raise PublishError(self.path, _BUSY, "结果")

    def _clear(self) -> None:
        """Removes the drafts of a run that was killed, and those of ours that nobody wants any more."""
        for left in self._work.iterdir():
            if left.name != _HELD:
                _removed(left)

    def _leave(self) -> None:
        """Removes what was only there for the run; moves that could not be finished stay for the next one."""
        if self._held is not None:
            finished = not self._moves.is_begun()
            if finished:
                self._clear()
            # Windows removes no file that is open; elsewhere nobody may take hold of one that is about to go.
            removed = finished and _removed(self._work / _HELD)
            self._held.close()
            self._held = None
            if finished and not removed:
                _removed(self._work / _HELD)
        for folder in (self._work, *self._made):
            with suppress(OSError):
                folder.rmdir()


def _removed(file: Path) -> bool:
    try:
        file.unlink()
    except OSError:
        return False
    return True


def publish(output: Output) -> Published:
    """Puts one file in its place. Raises `PublishError` when nothing was changed."""
    with OutputFolder(output.path.parent) as folder:
        return folder.publish([output])[0]


def can_write(folder: Path) -> bool:
    """Whether a file can be written into a folder, which is made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"?")
    except OSError:
        return False
    return True


def _refuse_same_names(targets: Sequence[Path]) -> None:
    """Two files of one name would be one file; Windows takes no notice of case."""
    seen: set[str] = set()
    for target in targets:
        if str(target).casefold() in seen:
            raise PublishError(target, "有两份结果要用这个名字，请把其中一个乡镇或村的名字改得不一样")
        seen.add(str(target).casefold())


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}（新{number}）{path.suffix}")
