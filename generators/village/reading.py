"""What a typed cell is read as, in formulas: hidden columns beside the typed ones, which everything else looks at.

They follow `cunbiao.submissions.cells`, so the village's screen takes from a cell what the merge will take from it. A
cell of a number kind is a number where it can be read, of any other kind a text; "" is blank. A cell that cannot be
read shows the number of the message that says so in the other kind: the text "3" (CELL-03) in a number column, the
number 2 (CELL-02) in a text column. So it counts as filled in, and everything that depends on it stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cunbiao import message_ids
from cunbiao.characters import DOTS, INVISIBLE, QUOTES, SPACES, USUAL_DOT, WILDCARDS
from cunbiao.days import FIRST_DAY, LAST_DAY
from cunbiao.definitions import Campaign, ResolvedCodes, ResolvedColumn
from cunbiao.definitions.codes import SEPARATORS
from cunbiao.definitions.models import Table
from cunbiao.kinds import CHOICE_KINDS, DIGIT_KINDS, NUMBER_KINDS
from cunbiao.submissions import dates
from cunbiao.submissions.amounts import MOST_DIGITS
from cunbiao.submissions.cells import EXACT
from generators.village.formula_text import literal
from generators.village.household_lists import household_lists
from generators.village.names import DATE_ENDINGS, DITTO, list_name, meant_name, spelled_name
from generators.village.wording import is_household_link

CellAt = Callable[[str], str]

# Control characters are given by their number: XML does not keep all of them.
_BY_NUMBER = {"\t": "CHAR(9)", "\n": "CHAR(10)", "\r": "CHAR(13)"}
_DIGITS = '"0123456789"'


def read_name(column: str) -> str:
    """Machine name of the hidden column that says what a column is read as."""
    return f"_read_{column}"


def several_name(column: str) -> str:
    """Machine name of the hidden column that parts what is no label as it stands into several values."""
    return f"_several_{column}"


def helper_names(campaign: Campaign, table: Table, column: ResolvedColumn) -> list[str]:
    """Machine names of the hidden columns that read a column, the result last."""
    return [name for name, _ in reading(campaign, table, column, lambda name: name)]


def told(column: ResolvedColumn, message_id: str) -> str:
    """What the read cell equals where the cell could not be read for the reason that this message says."""
    number = message_id.removeprefix("CELL-").lstrip("0")
    return f'"{number}"' if column.kind in NUMBER_KINDS else number


def reading(campaign: Campaign, table: Table, column: ResolvedColumn, at: CellAt) -> Iterator[tuple[str, str]]:
    """Machine name → formula (without "=") of the hidden columns that read a column of a table, for one row.

    ``at`` gives the typed cell and those of the hidden columns themselves.
    """
    cell = at(column.name)
    if column.kind == "date":
        yield from _date(column, cell, at)
    elif column.kind in NUMBER_KINDS:
        yield read_name(column.name), _unless_error(column, cell, _number(column, cell))
    elif column.kind in CHOICE_KINDS:
        assert column.codes is not None
        yield from _choice(column, campaign.codes[column.codes], cell, at)
    elif column.kind in DIGIT_KINDS:
        read = _digits_kept(column, cell)
        if table.spare_rows and is_household_link(campaign, table, column):
            read = _chosen(campaign, table, cell, read)
        yield read_name(column.name), _unless_error(column, cell, read)
    else:
        yield read_name(column.name), _unless_error(column, cell, _text(column, cell))


def _unless_error(column: ResolvedColumn, cell: str, formula: str) -> str:
    return f'IF(ISERROR({cell}),{told(column, message_ids.ERROR_VALUE)},IF({cell}="","",{formula}))'


def _substituted(text: str, changes: Iterable[tuple[str, str]]) -> str:
    for old, new in changes:
        text = f"SUBSTITUTE({text},{_BY_NUMBER.get(old) or literal(old)},{literal(new)})"
    return text


def _tidy(cell: str) -> str:
    """`characters.tidy`."""
    changes = [*((own, "") for own in INVISIBLE), *((own, " ") for own in SPACES)]
    return f"TRIM({_substituted(cell, changes)})"


def _closed_up(cell: str) -> str:
    """`characters.closed_up`."""
    return _substituted(cell, [(own, "") for own in (*INVISIBLE, *SPACES, " ")])


def _unless_ditto(column: ResolvedColumn, text: str, formula: str) -> str:
    return f"IF(SUMPRODUCT(--EXACT({DITTO},{text}))>0,{told(column, message_ids.DITTO)},{formula})"


def _only_digits(text: str) -> str:
    return f'SUMPRODUCT(LEN(SUBSTITUTE({text},ROW($1:$10)-1,"")))=9*LEN({text})'


def _number(column: ResolvedColumn, cell: str) -> str:
    """`amounts.plain_number`: digits with at most one point, as many as a number keeps."""
    text = _tidy(cell)
    plain = f"ASC({text})"
    digits = f'SUBSTITUTE({plain},".","",1)'
    decimals = f'MAX(0,LEN({plain})-FIND(".",{plain}&"."))'
    wrong = told(column, message_ids.WRONG_KIND)
    is_plain = f"AND(LEN({digits})>0,LEN({digits})<={MOST_DIGITS},{_only_digits(digits)})"
    number = f"IF({is_plain},VALUE({digits})/10^{decimals},{wrong})"
    read = f'IF({text}="","",{_unless_ditto(column, text, number)})'
    return f"IF(ISLOGICAL({cell}),{wrong},IF(ISNUMBER({cell}),{cell},{read}))"


def _digits_kept(column: ResolvedColumn, cell: str) -> str:
    """`identity.normalise`, `characters.plain_digits` or `plain_code` of a text: a number has lost digits."""
    quotes = [(own, "") for own in QUOTES]
    plain = _substituted(f"ASC({_substituted(_closed_up(cell), quotes)})", quotes)
    if column.kind == "code":
        plain = _substituted(plain, [(own, chr(ord(own) + 0xFEE0)) for own in WILDCARDS])
    lost = message_ids.NUMBER_FOR_CODE
    if column.kind == "id":
        plain = f'REPLACE({plain},18,1,SUBSTITUTE(MID({plain},18,1),"x","X"))'
        lost = message_ids.NUMBER_FOR_IDENTITY
    return f"IF(ISTEXT({cell}),{_unless_ditto(column, _tidy(cell), plain)},{told(column, lost)})"


def _chosen(campaign: Campaign, table: Table, cell: str, otherwise: str) -> str:
    """`submissions.chosen.Choices.code`: a household's name is its code, or begins with it."""
    lists, parents = household_lists(campaign), campaign.scopes[table.id].parents
    code = f"LOOKUP(2,1/EXACT({lists.name(parents)},{cell}),{lists.codes(parents)})"
    word = f'LEFT({cell},FIND(" ",{cell})-1)'
    begins = f"IF(ISNUMBER(MATCH({word},{lists.codes(parents)},0)),{word},{otherwise})"
    return f"IFERROR({code},{begins})"


def _text(column: ResolvedColumn, cell: str) -> str:
    """`texts.read_text`, apart from look-alikes that no formula can hold; a number as its digits."""
    text = _tidy(cell)
    read = text
    if column.person:
        letters = f'SUMPRODUCT(LEN(SUBSTITUTE(UPPER({cell}),CHAR(64+ROW($1:$26)),"")))=26*LEN(UPPER({cell}))'
        name = _substituted(_closed_up(cell), [(own, USUAL_DOT) for own in DOTS])
        read = f"IF({letters},{name},{text})"
    number = f'IF(ABS({cell})<{EXACT},{cell}&"",{told(column, message_ids.NUMBER_FOR_CODE)})'
    written = f"IF(ISNUMBER({cell}),{number},{_unless_ditto(column, text, read)})"
    return f'IF(ISLOGICAL({cell}),IF({cell},"TRUE","FALSE"),{written})'


def _choice(column: ResolvedColumn, codes: ResolvedCodes, cell: str, at: CellAt) -> Iterator[tuple[str, str]]:
    """The label that is meant (`ResolvedCodes.meant`), looked up among all its spellings."""
    name = read_name(column.name)
    unlisted = told(column, message_ids.UNLISTED)
    if codes.combinable:
        several = several_name(column.name)
        parts = [(own, " ") for own in SEPARATORS]
        joined = f'SUBSTITUTE({_tidy(_substituted(cell, parts))}," ",",")'
        unlisted = _together(codes, at(several), unlisted)
    spelled, meant = spelled_name(codes.id), meant_name(codes.id)
    found = f'IFERROR(LOOKUP(2,1/EXACT({spelled},{_closed_up(cell)}),{meant})&"",{unlisted})'
    looked_up = f'IF({_tidy(cell)}="","",{_unless_ditto(column, _tidy(cell), found)})'
    # Nearly every cell is a label as it stands; a lookup takes other letter cases, and wildcards, too.
    labels = list_name(codes.id)
    exact = f"IFERROR(EXACT(INDEX({labels},MATCH({cell},{labels},0)),{cell}),FALSE)"
    if codes.combinable:
        yield several, f'IF(ISERROR({cell}),"",IF({exact},"",{joined}))'
    yield name, _unless_error(column, cell, f'IF({exact},{cell}&"",{looked_up})')


def _together(codes: ResolvedCodes, parts: str, unlisted: str) -> str:
    """Several values in any order: as many are found as there are, and together they are a label."""
    found = []
    for label in codes.single:
        words = [label, *(alias for alias, meant in codes.aliases.items() if meant == label)]
        tests = ",".join(f'ISNUMBER(FIND({literal(f",{word},")},","&{parts}&","))' for word in words)
        found.append(f"OR({tests})")
    joined = "&".join(f'IF({test},{literal(f",{label}")},"")' for test, label in zip(found, codes.single, strict=True))
    all_of_them = f'{"+".join(found)}=LEN({parts})-LEN(SUBSTITUTE({parts},",",""))+1'
    labels = meant_name(codes.id)
    label = f"IFERROR(LOOKUP(2,1/EXACT({labels},MID({joined},2,999)),{labels}),{unlisted})"
    return f"IF({all_of_them},{label},{unlisted})"


def _date(column: ResolvedColumn, cell: str, at: CellAt) -> Iterator[tuple[str, str]]:
    """`dates.written_date`, step by step; a number is a day itself, or eight digits."""
    name = column.name
    plain, dashed, month, rest, day = (f"_{part}_{name}" for part in ("plain", "dashed", "month", "rest", "day"))
    as_text = f'IF(ISNUMBER({cell}),IF({cell}>{LAST_DAY},{cell}&"",""),{_tidy(cell)})'
    yield plain, f'IF(ISERROR({cell}),"",ASC({_substituted(as_text, dates.MARKS)}))'
    compact = f"AND(LEN({at(plain)})=8,{_only_digits(at(plain))})"
    apart = f'LEFT({at(plain)},4)&"-"&MID({at(plain)},5,2)&"-"&MID({at(plain)},7,2)'
    yield dashed, f"IF({compact},{apart},{_substituted(at(plain), dates.DASHES)})"
    second = f'FIND("-",{at(dashed)},6)'
    yield month, f'IFERROR(MID({at(dashed)},6,{second}-6),"")'
    yield rest, f'IFERROR(MID({at(dashed)},{second}+1,99),"")'
    of_month = f"LEFT({at(rest)},1+ISNUMBER(FIND(MID({at(rest)},2,1),{_DIGITS})))"
    whole = (
        f'MID({at(dashed)},5,1)="-"',
        *(_only_digits(part) for part in (f"LEFT({at(dashed)},4)", at(month), of_month)),
        f"LEN({at(month)})<3",
    )
    date = f"DATE(LEFT({at(dashed)},4),{at(month)},{of_month})"
    parts = (("YEAR", f"LEFT({at(dashed)},4)"), ("MONTH", at(month)), ("DAY", of_month))
    real = f"AND({','.join(f'{part}({date})=VALUE({text})' for part, text in parts)})"
    yield day, f'IFERROR(IF(AND({",".join(whole)}),IF({real},{date},""),""),"")'
    ending = f"MID({at(rest)},LEN({of_month})+1,99)"
    bare = f'IF(OR(LEFT({ending},1)="日",LEFT({ending},1)="号"),MID({ending},2,99),{ending})'
    end = f"_end_{name}"
    yield end, _substituted(bare, dates.ENDING_WORDS)
    weekday = f'"周"&MID({literal(dates.WEEKDAYS)},WEEKDAY({at(day)}),1)'
    clock = f'IF(LEFT({at(end)},1)="T",MID({at(end)},2,99),{at(end)})'
    looks = ("h:mm", "hh:mm", "h:mm:ss", "hh:mm:ss")
    times = ",".join(f'TEXT(TIMEVALUE({clock}),"{look}")={clock}' for look in looks)
    known = f"SUMPRODUCT(--EXACT({DATE_ENDINGS},{clock}))>0"
    ends = f'OR({at(end)}="",{at(end)}={weekday},{known},IFERROR(OR({times}),FALSE))'
    wrong = told(column, message_ids.WRONG_KIND)
    written = f"IF(ISNUMBER({at(day)}),IF(AND({_named_day(at(day))},{ends}),{at(day)},{wrong}),{wrong})"
    read = f'IF({_tidy(cell)}="","",{_unless_ditto(column, _tidy(cell), written)})'
    first, last = dates.YEAR_NUMBERS
    plain_day = f"AND({_named_day(cell)},OR({cell}<{first},{cell}>={last + 1}))"
    number = f"IF({plain_day},INT({cell}),{written})"
    in_cell = f"IF(ISLOGICAL({cell}),{wrong},IF(ISNUMBER({cell}),{number},{read}))"
    yield read_name(name), _unless_error(column, cell, in_cell)


def _named_day(number: str) -> str:
    return f"{number}>={FIRST_DAY},{number}<{LAST_DAY + 1}"
