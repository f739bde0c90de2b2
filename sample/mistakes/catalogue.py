"""All classic mistakes, each with what was done, in the words of the people at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sample.mistakes import files, sheets, typing
from sample.mistakes.draft import Draft, Planted


@dataclass(frozen=True)
class Mistake:
    """A mistake made inside a workbook. ``moves_rows``: the addresses of later rows of the sheet change with it."""

    id: str
    title: str
    plant: Callable[[Draft], Planted]
    moves_rows: bool = False


@dataclass(frozen=True)
class FileMistake:
    """What happened to a whole file: its name afterwards ({name} was it before), its bytes, the check that names it."""

    id: str
    title: str
    name: str
    change: Callable[[bytes], bytes]
    check: str


# Those that few households allow come first.
TYPING = (
    Mistake("exit_from_dangerous_house", "危房户拟标注脱贫", typing.exit_from_dangerous_house),
    Mistake("guarantee_missing", "拟脱贫户的饮水没有填", typing.guarantee_missing),
    Mistake("exit_below_line", "收入低于标准拟标注脱贫", typing.exit_below_line),
    Mistake("impossible_date", "日期写成 2020.2.30", typing.impossible_date),
    Mistake("identity_as_number", "证件号码按数字输入，后三位变成 0", typing.identity_as_number),
    Mistake("wrong_check_character", "证件号码末位输错", typing.wrong_check_character),
    Mistake("blanks_in_identity", "证件号码中间加了空格", typing.blanks_in_identity),
    Mistake("date_in_characters", "日期写成某年某月某日", typing.date_in_characters),
    Mistake("sex_mismatch", "性别与证件号码不符", typing.sex_mismatch),
    Mistake("full_width_digits", "金额用全角数字", typing.full_width_digits),
    Mistake("ten_thousands", "金额按万元填，带“万”字", typing.ten_thousands),
    Mistake("bare_ten_thousands", "金额按万元填，不带“万”字", typing.bare_ten_thousands),
    Mistake("same_as_above", "写“同上”", typing.same_as_above),
    Mistake("pasted_over_list", "粘贴了下拉框里没有的内容", typing.pasted_over_list),
    Mistake("negative_amount", "收入填负数", typing.negative_amount),
    Mistake("three_decimals", "金额填三位小数", typing.three_decimals),
    Mistake("formula_never_calculated", "公式没有计算结果", typing.formula_never_calculated),
    Mistake("own_formula", "在数字格里写公式", typing.own_formula),
    Mistake("broken_reference", "公式变成 #REF!", typing.broken_reference),
    Mistake("locked_name_changed", "取消保护后改了锁定的姓名", typing.locked_name_changed),
    Mistake("two_heads", "一户两个户主", typing.two_heads),
    Mistake("working_child", "小学生填普通劳动力", typing.working_child),
    Mistake("both_insurances", "居民医保、职工医保都填是", typing.both_insurances),
    Mistake("uninsured", "两种医保都填否", typing.uninsured),
)

SHEETS = (
    Mistake("inserted_row", "在对照表里插入一行填新人", sheets.inserted_row, moves_rows=True),
    Mistake("deleted_row", "把离开的人整行删除", sheets.deleted_row, moves_rows=True),
    Mistake("subtotal_row", "表尾加合计行", sheets.subtotal_row),
    Mistake("hidden_row", "隐藏了一行", sheets.hidden_row),
    Mistake("merged_cells", "合并单元格盖住数据", sheets.merged_cells),
    Mistake("stray_sheet", "多出一张草稿表", sheets.stray_sheet),
    Mistake("renamed_sheet", "工作表改名", sheets.renamed_sheet),
    Mistake("unknown_village", "村代码不在名单里", sheets.unknown_village),
    Mistake("foreign_village", "用别的村的名义报送", sheets.foreign_village),
    Mistake("old_template", "用往年的表填报", sheets.old_template),
)

FILES = (
    FileMistake("truncated", "文件没有传完", "{name}(1).xlsx", files.truncated, "FILE-08"),
    FileMistake("checksum_damaged", "传输中坏了一个字节", "{name}(2).xlsx", files.checksum_damaged, "FILE-09"),
    FileMistake("page_saved_as_workbook", "网页存成 .xls", "{name}.xls", files.page_saved_as_workbook, "FILE-02"),
    FileMistake("encrypted", "设了打开密码", "{name}（加密）.xlsx", files.encrypted, "FILE-07"),
    FileMistake("empty", "空文件", "{name}（空）.xlsx", files.empty, "FILE-01"),
    FileMistake("owner_file", "Excel 打开时的临时文件", "~${name}.xlsx", files.owner_file, "FILE-50"),
    FileMistake("identical_copy", "同一份文件报了两次", "{name}（副本）.xlsx", bytes, "MERGE-03"),
)

BETWEEN = {
    "person_in_two_villages": "同一个人在两个村登记",
    "differing_copies": "同一个村报来两份不同的表",
    "missing_village": "没有报送",
}
