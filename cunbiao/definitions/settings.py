"""A county's settings file: which county it is, and the values of parameters that the notice leaves open.

A parameter is called there by its name or by its label, as messages call it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cunbiao.definitions.form_tables import SETTINGS_NAME
from cunbiao.definitions.layers import Placed
from cunbiao.definitions.notices import AREA_DIGITS, Notice, Parameter, Settings, SettingValue
from cunbiao.definitions.parameters import value_error
from cunbiao.definitions.source import Document, Mistakes

# In the folder of a notice made in Excel: the county's values that stand in the same workbook.
SETTINGS_FILE = SETTINGS_NAME


def read_settings(file: Path, notice: Placed[Notice], parameters: Mapping[str, Parameter]) -> Settings:
    """Reads a settings file.

    Raises:
        DefinitionError: all that is wrong in it: another county's file, parameters the notice lacks, values of another
            type.
    """
    document = Document(file)
    settings = document.model(Settings)
    place = notice.item.jurisdiction
    mistakes = Mistakes()
    if place.county is not None and settings.county != place.county:
        problem = f"这份通知是“{place.county}”的，设置文件写的是“{settings.county}”"
        mistakes.add(document.error(("county",), problem))
    area = place.area_code[: AREA_DIGITS["county"]]
    if settings.area_code is not None and not settings.area_code.startswith(area):
        problem = f"这份通知管的地方区划代码以 {area} 开头，设置文件写的是 {settings.area_code}"
        mistakes.add(document.error(("area_code",), problem))
    named = {parameter.label: name for name, parameter in parameters.items()}
    given: dict[str, SettingValue] = {}
    for written, setting in settings.parameters.items():
        at = ("parameters", written)
        name = named.get(written, written)
        if name not in parameters:
            open_ones = (f"{one.label}（{name}）" for name, one in parameters.items() if one.value is None)
            known = "、".join(open_ones) or "没有"
            mistakes.add(document.error(at, f"没有“{written}”这个参数，通知没有给出、要县里设置的有：{known}"))
        elif name in given:
            mistakes.add(document.error(at, f"“{parameters[name].label}”写了两次，留一次"))
        elif problem_found := value_error(parameters[name], setting.value):
            mistakes.add(document.error((*at, "value"), problem_found))
        given[name] = setting
    mistakes.refuse()
    return settings.model_copy(update={"parameters": given})
