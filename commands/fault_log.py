"""A log file for a fault of ours, so that the message to the person at the desk can stay one sentence."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

_OWN = Path(__file__).resolve().parents[1]
_TROUBLES = {
    errno.EACCES: "没有权限，或者正被别的程序用着",
    errno.EPERM: "没有权限",
    errno.EROFS: "在只能读、不能写的盘上",
    errno.ENOENT: "找不到",
    errno.EEXIST: "已经有了，是一个文件，不是文件夹",
    errno.ENOTDIR: "的上一级是一个文件，不是文件夹",
    errno.ENOSPC: "写不下了，磁盘满了",
    errno.ENAMETOOLONG: "的路径太长",
    errno.EIO: "读写出错，磁盘或网络有毛病",
}
# Why a part of the program does not load, and what to do.
MISSING_LIBRARY = "多半是文件被杀毒软件隔离了，或者没有拷全。请把整个村表通文件夹重新解压一次。"


def write_fault_log(error: BaseException, folder: Path) -> Path:
    """Saves the traceback in ``folder``, where that cannot be written among the temporary files.

    Returns:
        The file the message can name.
    """
    text = "".join(traceback.format_exception(error))
    return write_log("错误日志", text, folder)


def fault_sentence(error: BaseException, folder: Path) -> str:
    """What the person at the desk is told; of a fault of ours the traceback is saved as `write_fault_log` does."""
    if isinstance(error, OSError) and error.filename is not None:
        return _file_sentence(error, Path(os.fsdecode(error.filename)))
    said = "程序出错了，没有完成。"
    if isinstance(error, ImportError):
        said = f"村表通的程序不完整（{error}）。{MISSING_LIBRARY}还不行的，"
    try:
        return f"{said}请把这个文件发给技术人员：{write_fault_log(error, folder)}"
    except OSError:
        # A full disk may be the fault itself; the sentence must not be lost with the log.
        return f"{said}日志也写不下来，请检查磁盘是不是满了，再把这句话发给技术人员：{error!r}"


def _file_sentence(error: OSError, file: Path) -> str:
    """A file or folder that cannot be read or made is nobody's fault here; it says which, why, and the way out."""
    why = _TROUBLES.get(error.errno or 0, "读不了或写不了")
    name = str(file).encode("utf-8", "replace").decode("utf-8")
    if file.absolute().is_relative_to(_OWN):
        return f"村表通自己的文件“{name}”{why}，没有完成。请把村表通重新解压（安装）一次，再做。"
    return f"“{name}”{why}，没有完成。请换一个放结果的文件夹，或者检查权限和磁盘，再做一次。"


def write_log(kind: str, text: str, folder: Path) -> Path:
    """Saves ``text`` under a name with its kind and the time; raises `OSError` when it can be saved nowhere."""
    name = f"村表通{kind}-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        return _written(folder / name, text)
    return _written(Path(tempfile.gettempdir()) / name, text)


def _written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file
