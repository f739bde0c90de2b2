"""A log file for a fault of ours, so that the message to the person at the desk can stay one sentence."""

from __future__ import annotations

import contextlib
import os
import tempfile
import traceback
from datetime import datetime
from pathlib import Path


def write_fault_log(error: BaseException, folder: Path) -> Path:
    """Saves the traceback in ``folder``, where that cannot be written among the temporary files.

    Returns:
        The file the message can name.
    """
    text = "".join(traceback.format_exception(error))
    return write_log("错误日志", text, folder)


def fault_sentence(error: BaseException, folder: Path) -> str:
    """Saves the traceback as `write_fault_log` does, and returns what the person at the desk is told."""
    return f"程序出错了，没有完成。请把这个文件发给技术人员：{write_fault_log(error, folder)}"


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
