"""Identity numbers (公民身份号码, GB 11643) and the numbers of disability cards built on them.

The 18 characters of ``340123199001011238``, read from the left:

    340123    where the number was first given out: province 34, prefecture 01, county 23. It never changes, so a
              person who married in from another province keeps the digits of home; this is no address.
    19900101  the date of birth.
    123       a serial number for people born in that place on that day; its last digit is odd for men, even for women.
    8         the check character, computed from the 17 before it. It can be 10, which is written X.

A disability card (残疾人证) carries the 18 characters of its holder, one digit for the kind of disability (1-7), one
for its degree (1-4), and sometimes two more characters when it was reissued: 20 or 22 in all.

Everything here looks at one number. Whole columns are checked by the rule expressions, which follow the same clauses
(templates/national/2015/rules/identity.yaml: ID-02 … ID-10).
"""

from __future__ import annotations

import re
from datetime import date

from cunbiao.characters import plain_digits

LENGTHS = (18, 20, 22)

_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
_CHECK_CHARACTERS = "10X98765432"
_SEVENTEEN = re.compile(r"[0-9]{17}")
_NUMBER = re.compile(r"[0-9]{17}[0-9X]")


def normalise(text: str) -> str:
    """The number as it should have been typed: half-width, without blanks and invisible characters, X in capitals.

    Nothing is guessed: a letter O or a × stays what it is and fails `has_digits`.
    """
    plain = plain_digits(text)
    return plain[:17] + plain[17:18].replace("x", "X") + plain[18:]


def person_part(number: str) -> str:
    """The first 18 characters, X in capitals: the same person's card and identity number give the same text."""
    return number[:18].upper()


def has_length(number: str) -> bool:
    """Whether it is as long as an identity number (18) or a disability card (20 or 22)."""
    return len(number) in LENGTHS


def has_digits(number: str) -> bool:
    """Whether characters 1-17 are digits and character 18 is a digit or X."""
    return _NUMBER.fullmatch(person_part(number)) is not None


def check_character(seventeen: str) -> str:
    """The 18th character belonging to 17 digits.

    Each digit is multiplied by its weight 2^(18 - position), position counted from 1; the sum is taken modulo 11, and
    the remainder 0 … 10 stands for 1 0 X 9 8 7 6 5 4 3 2 (ISO 7064 MOD 11-2).

    Raises:
        ValueError: ``seventeen`` is not 17 digits.
    """
    if not _SEVENTEEN.fullmatch(seventeen):
        raise ValueError(f"17 digits expected, got {seventeen!r}")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, seventeen, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def has_check_character(number: str) -> bool:
    """Whether the 18th character is the one the 17 before it give; false when they are no digits at all."""
    return has_digits(number) and check_character(number[:17]) == person_part(number)[17]


def birth_date(number: str) -> date | None:
    """The date of birth in characters 7-14, ``None`` when they are no date of the calendar from 1900 on."""
    digits = number[6:14]
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()) or digits < "1900":
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def sex(number: str) -> str | None:
    """男 when character 17 is odd, 女 when it is even, ``None`` when it is no digit."""
    digit = number[16:17]
    if not (digit.isascii() and digit.isdigit()):
        return None
    return "男" if int(digit) % 2 else "女"
