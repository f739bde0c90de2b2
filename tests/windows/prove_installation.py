"""The add-in is put where Excel looks, found there, and taken away; the check-up has an answer to everything."""

from __future__ import annotations

from pathlib import Path

from commands.outcome import Status
from generators.xlam import ADDIN_NAME
from tests.generators.xlam.conf_sheet import read_conf
from tests.windows.clerk import pythonw
from tests.windows.wine import Wine


def installed(wine: Wine) -> list[Path]:
    return list((wine.drive / "users").glob("*/AppData/Roaming/Microsoft/Excel/XLSTART/*"))


def test_the_add_in_is_installed_found_and_uninstalled(wine: Wine) -> None:
    assert "没有安装" in wine.cunbiao("addin", "status").output
    done = wine.cunbiao("addin", "install")
    assert done.status == Status.DONE, done.output
    (file,) = installed(wine)
    assert file.name == ADDIN_NAME
    assert read_conf(file)["PYTHON"] == pythonw(wine)
    assert read_conf(file)["HOME"] == wine.on_drive(wine.bundle)
    assert "两边一致" in wine.cunbiao("addin", "status").output
    assert wine.cunbiao("addin", "uninstall").status == Status.DONE
    assert installed(wine) == []


def test_a_computer_without_wps_gets_a_report_that_says_so(wine: Wine) -> None:
    ended = wine.cunbiao("addin", "wps")
    assert ended.status == Status.DONE, ended.output
    assert "没有找到 WPS" in ended.output
    assert "【不行】Ket.Application 启动" in ended.output
    assert "【不行】et.Application 启动" in ended.output
    (report,) = wine.bundle.glob("村表通WPS试验-*.txt")
    assert report.read_text(encoding="utf-8").splitlines()[0].startswith("【通过】系统：Windows 10")
    report.unlink()


def test_the_check_up_has_an_answer_to_everything(wine: Wine) -> None:
    ended = wine.cunbiao("addin", "doctor")
    assert ended.status in (Status.DONE, Status.NEEDS_PERSON)
    assert "【通过】后台程序" in ended.output
    assert "【通过】组件" in ended.output
    assert "没能查" not in ended.output
    assert "【不行】" not in ended.output
    assert "程序出错了" not in ended.output
