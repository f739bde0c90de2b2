"""How each function of the registry is written as an Excel formula."""

from __future__ import annotations

from datetime import date

from cunbiao.days import FIRST_DAY, FIRST_MONTH, LAST_DAY, LAST_MONTH, day_of
from cunbiao.expressions.excel.formula import (
    ALWAYS,
    NEVER,
    FlagFormula,
    Formula,
    Known,
    NumberFormula,
    TextFormula,
    day_test,
    every,
    given,
    number_literal,
    opposite,
    some,
    text_literal,
)
from cunbiao.expressions.han_names import FORBIDDEN_IN_NAMES

_DIGITS = '"0123456789"'


def _digit_places(text: str, first: int, last: int) -> str:
    """Array of 1..10 for the digits 0..9 at these places, an error elsewhere.

    FIND compares exactly: full-width digits, which MID(…)*1 would take, do not count.
    """
    return f"FIND(MID({text},ROW(${first}:${last}),1),{_DIGITS})"


def _only_digits(text: str) -> str:
    """Whether all characters are 0-9: there are as many digits to remove as characters."""
    return f'SUMPRODUCT(LEN({text})-LEN(SUBSTITUTE({text},ROW($1:$10)-1,"")))=LEN({text})'


def _answer(known: Known, yes: str, no: str) -> FlagFormula:
    return FlagFormula(given(known, yes), given(known, no))


def blank(field: NumberFormula | TextFormula) -> FlagFormula:
    """Nothing filled in."""
    return FlagFormula(f'{field.raw}=""', f'{field.raw}<>""')


def filled(field: NumberFormula | TextFormula) -> FlagFormula:
    """Something filled in, whatever it is."""
    return FlagFormula(f'{field.raw}<>""', f'{field.raw}=""')


def is_number(field: NumberFormula) -> FlagFormula:
    """A number is filled in."""
    return FlagFormula(field.known.formula, f"NOT({field.known.formula})")


def has(field: TextFormula, label: TextFormula) -> FlagFormula:
    """A multi-select contains a value."""
    found = f'ISNUMBER(FIND({text_literal(f",{label.constant},")},","&{field.value}&","))'
    return FlagFormula(found, every(*field.known.tests, f"NOT({found})"))


def in_codes(field: TextFormula) -> FlagFormula:
    """What is filled in is one of the field's values."""
    kind = field.type
    if kind is not None and kind.codes_list:
        found = f"SUMPRODUCT(--({kind.codes_list}={field.value}))>0"
    else:
        codes = (kind.codes if kind is not None else None) or ()
        found = some(*(f"{field.value}={text_literal(code)}" for code in codes))
    present = f'{field.raw}<>""'
    return FlagFormula(every(present, found), every(present, f"NOT({found})"))


def zero_if_blank(field: NumberFormula) -> NumberFormula:
    """0 where nothing is filled in."""
    value = f"N({field.value})" if field.known.cells else f"IF({field.known.formula},{field.value},0)"
    return NumberFormula(value, Known(tests=(f'OR({field.known.formula},{field.raw}="")',)))


def unknown(condition: FlagFormula) -> FlagFormula:
    """Neither definitely true nor definitely false; a cell that holds an error leaves it open too."""
    decided = some(_shielded(condition.true), _shielded(condition.false))
    return FlagFormula(opposite(decided), decided)


def _shielded(flag: str) -> str:
    return flag if flag in {"TRUE", "FALSE"} else f"IFERROR({flag},FALSE)"


def if_else(condition: FlagFormula, yes: Formula, no: Formula) -> Formula:
    """One of two values."""
    if isinstance(yes, FlagFormula) and isinstance(no, FlagFormula):
        return FlagFormula(
            some(every(condition.true, yes.true), every(condition.false, no.true)),
            some(every(condition.true, yes.false), every(condition.false, no.false)),
        )
    if isinstance(yes, FlagFormula) or isinstance(no, FlagFormula):
        raise TypeError("branches of different kinds")
    if "TRUE" in {condition.true, condition.false}:
        return yes if condition.true == "TRUE" else no
    known = Known(tests=(_branch_known(condition, yes.known, no.known),))
    value = f"IF({condition.true},{yes.value},{no.value})"
    if isinstance(yes, NumberFormula) and isinstance(no, NumberFormula):
        return NumberFormula(value, known, whole=yes.whole and no.whole)
    return TextFormula(value, known)


def _branch_known(condition: FlagFormula, yes: Known, no: Known) -> str:
    return some(every(condition.true, yes.formula), every(condition.false, no.formula))


def round6(number: NumberFormula) -> NumberFormula:
    """Without what adding binary numbers leaves behind the sixth decimal."""
    return NumberFormula(f"ROUND({number.value},6)", number.known)


def absolute(number: NumberFormula) -> NumberFormula:
    """Without its sign."""
    return NumberFormula(f"ABS({number.value})", number.known, whole=number.whole)


def largest_of(left: NumberFormula, right: NumberFormula) -> NumberFormula:
    """The greater of two numbers."""
    return NumberFormula(f"MAX({left.value},{right.value})", left.known & right.known, left.whole and right.whole)


def smallest_of(left: NumberFormula, right: NumberFormula) -> NumberFormula:
    """The lesser of two numbers."""
    return NumberFormula(f"MIN({left.value},{right.value})", left.known & right.known, left.whole and right.whole)


def _date_known(day: NumberFormula) -> Known:
    if day.constant is not None:
        return ALWAYS if _calendar(day) else NEVER
    if day.type is not None and day.type.is_date:
        return day.known
    return Known(tests=(given(day.known, day_test(day.value)),))


def _calendar(day: NumberFormula) -> date | None:
    """The date of a constant day number, None for a cell or where there is no such day."""
    if day.constant is None or not FIRST_DAY <= day.constant < LAST_DAY + 1:
        return None
    return day_of(day.constant)


def _year(day: NumberFormula) -> str:
    fixed = _calendar(day)
    return f"YEAR({day.value})" if fixed is None else str(fixed.year)


def year_of(day: NumberFormula) -> NumberFormula:
    """Year of a date."""
    return NumberFormula(_year(day), _date_known(day), whole=True)


def months_between(earlier: NumberFormula, later: NumberFormula) -> NumberFormula:
    """How many whole months have passed on the later day: on the same day of a month, or the last of a shorter one."""
    a, b = earlier.value, later.value
    months = f"(YEAR({b})-YEAR({a}))*12+MONTH({b})-MONTH({a})"
    short = f"AND(DAY({b})<DAY({a}),MONTH({b}+1)=MONTH({b}))"
    return NumberFormula(f"({months}-IF({short},1,0))", _date_known(earlier) & _date_known(later), whole=True)


def months_after(day: NumberFormula, months: NumberFormula) -> NumberFormula:
    """The same day of another month, or its last day where it is shorter."""
    nearest = months.value if months.whole else f"ROUND({months.value},0)"
    value = f"EDATE(INT({day.value}),{nearest})"
    whole = "TRUE" if months.whole else f"ROUND({months.value}-{nearest},6)=0"
    dated = f"IFERROR(AND({value}>={FIRST_DAY},{value}<={LAST_DAY}),FALSE)"
    known = Known(tests=(given(_date_known(day) & months.known, every(whole, dated)),))
    return NumberFormula(value, known, whole=True)


def month_start(month: NumberFormula) -> NumberFormula:
    """The first day of a month written as six digits (202110)."""
    nearest = month.value if month.whole else f"ROUND({month.value},0)"
    year, rest = f"INT({nearest}/100)", f"({nearest}-INT({nearest}/100)*100)"
    digits = every("TRUE" if month.whole else f"ROUND({month.value}-{nearest},6)=0", f"{rest}>=1", f"{rest}<=12")
    within = every(f"{nearest}>={FIRST_MONTH}", f"{nearest}<={LAST_MONTH}")
    known = Known(tests=(given(month.known, every(digits, within)),))
    return NumberFormula(f"DATE({year},{rest},1)", known, whole=True)


def month_end_before(day: NumberFormula) -> NumberFormula:
    """The last day of the month before."""
    value = f"(INT({day.value})-DAY({day.value}))"
    return NumberFormula(value, Known(tests=(given(_date_known(day), f"{value}>={FIRST_DAY}"),)), whole=True)


def age_on(birth: NumberFormula, day: NumberFormula) -> NumberFormula:
    """Full years on a day, from a birth date yyyymmdd: the birthday itself completes the year."""
    today = f"{_year(day)}*10000+MONTH({day.value})*100+DAY({day.value})"
    fixed = _calendar(day)
    if fixed is not None:
        today = f"{fixed:%Y%m%d}"
    return NumberFormula(f"INT(({today}-{birth.value})/10000)", birth.known & _date_known(day) & day.known, whole=True)


def text(number: NumberFormula) -> TextFormula:
    """A whole number as digits."""
    whole = f"ROUND({number.value}-ROUND({number.value},0),6)=0"
    known = Known(tests=(given(number.known, f"AND(ABS({number.value})<{number_literal(1e15)},{whole})"),))
    # Adding 0 turns the -0 that rounding may leave into 0.
    return TextFormula(f'TEXT(ROUND({number.value},0)+0,"0")', known)


def length(value: TextFormula) -> NumberFormula:
    """Number of characters."""
    return NumberFormula(f"LEN({value.value})", value.known, whole=True)


def prefix(value: TextFormula, count: NumberFormula) -> TextFormula:
    """The first characters."""
    return TextFormula(f"LEFT({value.value},{count.value})", value.known)


def middle(value: TextFormula, start: NumberFormula, count: NumberFormula) -> TextFormula:
    """Some characters from a place on; unknown where the text is shorter."""
    known = Known(tests=(given(value.known, f"LEN({value.value})>={start.value}"),))
    return TextFormula(f"MID({value.value},{start.value},{count.value})", known)


def contains(value: TextFormula, part: TextFormula) -> FlagFormula:
    """Whether a fixed text occurs in the text, letter case counting."""
    found = f"ISNUMBER(FIND({part.value},{value.value}))"
    return _answer(value.known & part.known, found, f"NOT({found})")


def digits_only(value: TextFormula) -> FlagFormula:
    """Nothing but 0-9."""
    test = _only_digits(value.value)
    return _answer(value.known, test, f"NOT({test})")


def is_han_name(value: TextFormula) -> FlagFormula:
    """Two or more characters, none of which is a digit, a Latin letter, a space or a mark other than ·."""
    marks = f"MID({text_literal(FORBIDDEN_IN_NAMES)},ROW($1:${len(FORBIDDEN_IN_NAMES)}),1)"
    test = f"AND(LEN({value.value})>1,SUMPRODUCT(--ISNUMBER(FIND({marks},{value.value})))=0)"
    return _answer(value.known, test, f"NOT({test})")


def id18(value: TextFormula) -> TextFormula:
    """The first 18 characters, upper-case."""
    return TextFormula(f"UPPER(LEFT({value.value},18))", value.known)


def id_digits_ok(value: TextFormula) -> FlagFormula:
    """17 digits, then a digit or X."""
    last = f'ISNUMBER(FIND(MID({value.value},18,1),"0123456789Xx"))'
    test = f"AND(LEN({value.value})>=18,{_only_digits(f'LEFT({value.value},17)')},{last})"
    return _answer(value.known, test, f"NOT({test})")


def id_check_ok(value: TextFormula) -> FlagFormula:
    """The 18th character is the check character of GB 11643 (mod 11-2) of 17 digits."""
    test = check_character_fits(value.value)
    return _answer(value.known, test, f"NOT({test})")


def check_character_fits(number: str) -> str:
    """The test of `id_check_ok` on any piece of a formula; Excel takes x for X, and so does whoever reads the cell."""
    digits = f"({_digit_places(number, 1, 17)}-1)*2^(18-ROW($1:$17))"
    check = f'MID("10X98765432",MOD(SUMPRODUCT({digits}),11)+1,1)=MID({number},18,1)'
    return f"IFERROR({check},FALSE)"


def _real_birth(value: TextFormula, reference: NumberFormula) -> str:
    """Whether places 7-14 are a day of the calendar between 1900 and the year of the reference date.

    400 years later the calendar is the same, and free of Excel's 29 February 1900. Anything but digits makes FIND fail.
    """
    x = value.value
    day = f"DATE(MID({x},7,4)+400,MID({x},11,2),MID({x},13,2))"
    parts = (
        f"LEN({x})>=18",
        f"SUMPRODUCT({_digit_places(x, 7, 14)})>0",
        f"MID({x},7,4)*1>=1900",
        f"MID({x},7,4)*1<={_year(reference)}",
        f"MONTH({day})*100+DAY({day})=MID({x},11,4)*1",
    )
    return f"IFERROR({every(*parts)},FALSE)"


def id_date_ok(value: TextFormula, reference: NumberFormula) -> FlagFormula:
    """Places 7-14 are a real day, 1900 to the year of the reference date."""
    test = _real_birth(value, reference)
    return _answer(value.known & reference.known, test, f"NOT({test})")


def birth_of(value: TextFormula, reference: NumberFormula) -> NumberFormula:
    """Date of birth yyyymmdd as a number, where it is a real day."""
    known = Known(tests=(given(value.known & reference.known, _real_birth(value, reference)),))
    return NumberFormula(f"(MID({value.value},7,8)*1)", known, whole=True)


def sex_of(value: TextFormula) -> TextFormula:
    """男 where the 17th digit is odd."""
    place = f"MID({value.value},17,1)"
    test = f"AND(LEN({value.value})>=18,ISNUMBER(FIND({place},{_DIGITS})))"
    return TextFormula(f'IF(MOD({place},2)=1,"男","女")', Known(tests=(given(value.known, test),)))
