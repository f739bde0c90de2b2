"""The check-up of what 村表通 cannot choose: the spreadsheet programs and what the computer lets them do."""

from __future__ import annotations

import platform

from commands.setup.checkup import Found, Look, bad, care, good
from commands.setup.machine import Machine
from commands.setup.spreadsheets import Excel, excels, libreoffice_program, wps_program

# Excel 2010: the oldest whose ribbon and formulas the add-in and the workbooks are made for.
_OLDEST = 14
_LAUNCHERS = "不用加载项也行：把文件或文件夹拖到“合并.bat”“生成.bat”“检查.bat”“上报.bat”上，结果一样。"
_TRUST = "文件 → 选项 → 信任中心 → 信任中心设置"
# Windows Defender's rule “Block all Office applications from creating child processes”.
_CHILD_RULE = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
_GUARD = r"Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_RULES = (rf"HKLM\SOFTWARE\Policies\Microsoft\{_GUARD}", rf"HKLM\SOFTWARE\Microsoft\{_GUARD}")
_RULE_LIST = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
_BLOCK, _WARN = "1", "6"
_ANTIVIRUS = {
    "360tray.exe": "360 安全卫士",
    "zhudongfangyu.exe": "360 主动防御",
    "qqpctray.exe": "腾讯电脑管家",
    "hipstray.exe": "火绒",
    "kxetray.exe": "金山毒霸",
    "rstray.exe": "瑞星",
}
# What forbids the add-in although it lies in a trusted folder: key under HKCU, value, what it means.
_FORBIDDEN = (
    (r"Common", "vbaoff", "整个 Office 的宏（VBA）被停用"),
    (r"Excel\Security", "DisableAllAddins", "Excel 的“禁用所有应用程序加载项”打开着"),
    (r"Excel\Security", "RequireAddinSig", "Excel 要求加载项必须有数字签名"),
    (r"Excel\Security\Trusted Locations", "AllLocationsDisabled", "Excel 的“禁用所有受信任位置”打开着"),
)


def environment_check(machine: Machine) -> dict[str, Look]:
    """System, spreadsheet programs, macro settings and virus scanners."""
    looks: dict[str, Look] = {"系统": system, "Excel": _excel, "WPS": _wps, "LibreOffice": _libreoffice}
    if machine.windows:
        looks |= {"宏和加载项": _macros, "杀毒软件": _child_processes}
    return looks


def system(machine: Machine) -> Found:
    """What computer this is."""
    name = f"{platform.system()} {platform.release()}，{platform.machine()}，Python {platform.python_version()}。"
    if machine.windows:
        return good(name)
    return care(name, "不是 Windows，装不了 Excel 加载项；cunbiao 命令都能用，结果一样。")


def _excel(machine: Machine) -> list[Found]:
    found = excels(machine)
    if not found:
        return [care("没有找到 Excel。", _LAUNCHERS if machine.windows else "表可以用别的表格软件看。")]
    said = [_one_excel(excel) for excel in found]
    if len(found) > 1:
        said.append(care("装了不止一个 Excel。", "加载项在每一个里都会出现，在哪个里点就在哪个里做。"))
    return said


def _one_excel(excel: Excel) -> Found:
    if excel.version < _OLDEST:
        return bad(f"{excel.name}太旧，采集表和加载项都要 2010 以后的。", "请升级 Office，或者安装 WPS。")
    return good(f"{excel.name}，能用。", "32 位、64 位都行。" if excel.bits else "")


def _wps(machine: Machine) -> Found:
    program = wps_program(machine)
    if program is None:
        return good("没有找到 WPS。")
    return good(f"在 {program}。填表、看表都行。", f"功能区在 WPS 里不一定出来（要有宏支持）。{_LAUNCHERS}")


def _libreoffice(machine: Machine) -> Found:
    program = libreoffice_program(machine)
    if program is None:
        return good("没有找到 LibreOffice，用不着可以不装。")
    return good(f"在 {program}。能打开采集表和汇总表。")


def _macros(machine: Machine) -> Found:
    versions = sorted({f"{excel.version}.0" for excel in excels(machine)}) or ["16.0"]
    for version in versions:
        for root, by in ((r"HKCU\Software\Policies", "单位统一设置"), (r"HKCU\Software", "本机设置")):
            for key, value, meaning in _FORBIDDEN:
                if machine.registry(rf"{root}\Microsoft\Office\{version}\{key}", value) == 1:
                    return bad(
                        f"{meaning}（{by}），“村表通”一栏出不来，工作表函数也用不了。",
                        f"本机设置在 Excel 的“{_TRUST}”里改；单位统一设置请找管理员。{_LAUNCHERS}",
                    )
    hint = "仍然没有“村表通”一栏时：Excel 的“文件 → 选项 → 加载项”，“管理”选“禁用项目”，点“转到”，看是不是被停用了。"
    return good("没有发现停用宏或加载项的设置。", hint)


def _child_processes(machine: Machine) -> Found:
    how = f"要用加载项，请管理员允许 EXCEL.EXE 启动村表通文件夹里的 pythonw.exe。{_LAUNCHERS}"
    state = _rule(machine)
    if state == _BLOCK:
        return bad("Windows Defender 不让 Office 启动别的程序，功能区的按钮点了不会有反应。", how)
    if state == _WARN:
        return care("Windows Defender 在 Office 启动别的程序时会拦一下问一句。", f"问的时候选“允许”。{how}")
    names = sorted({_ANTIVIRUS[program] for program in machine.running() & _ANTIVIRUS.keys()})
    hint = "怎么看出来被拦了：点按钮后 Excel 提示不能启动后台程序，或者什么也不出来，而用启动器做同样的事做得成。"
    if names:
        return care(f"开着{'、'.join(names)}，它可能不让 Excel 启动别的程序。{hint}", f"弹窗问时选“允许”。{how}")
    return good("没有发现不让 Excel 启动程序的设置。", hint)


def _rule(machine: Machine) -> str | None:
    """The state of Defender's rule, wherever it was set."""
    for key in _RULES:
        state = machine.registry(key, _CHILD_RULE) or machine.registry(key, _CHILD_RULE.lower())
        if state is not None:
            return str(state)
    listed = str(machine.registry(_RULE_LIST, "ASRRules") or "")
    rules = dict(rule.split("=", 1) for rule in listed.upper().split("|") if "=" in rule)
    return rules.get(_CHILD_RULE)
