"""What can go wrong while files are put in their place."""

from __future__ import annotations

from pathlib import Path

from workbooks.errors import ForThePerson


class PublishError(ForThePerson):
    """Nothing was put in its place; every place is as it was. The text says why and what to do, in Chinese.

    Attributes:
        path: the file, or the folder of files, it is about.
    """

    def __init__(self, path: Path, problem: str, what: str = "") -> None:
        self.path = path
        super().__init__(f"{what or path.name} 没有保存：{problem}")


class ComparisonError(Exception):
    """What is in the written file is not what was to be written; the text says in Chinese what differs."""


def file_error(path: Path, error: OSError) -> PublishError:
    """What the system says about a file it would not write, in words for the person."""
    return PublishError(path, _problem(path.parent, error))


def folder_error(folder: Path, error: OSError) -> PublishError:
    """What the system says about a folder it would not make, or not write to, in words for the person."""
    return PublishError(folder, _problem(folder, error), "结果")


def _problem(folder: Path, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return f"没有权限写入文件夹 {folder}，请换一个文件夹"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{error.filename or folder} 是一个文件，不是文件夹，请换一个文件夹"
    return f"写不进磁盘（{error.strerror or error}），请检查磁盘空间和路径"
