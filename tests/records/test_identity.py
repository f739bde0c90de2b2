"""Identity numbers, with python-stdnum as the second opinion on the check character."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from cunbiao.records import identity

SEVENTEEN = st.text("0123456789", min_size=17, max_size=17)
INVENTED = "340123199001011238"


def test_the_example_of_the_explanation_is_a_valid_number() -> None:
    assert identity.has_length(INVENTED)
    assert identity.has_digits(INVENTED)
    assert identity.has_check_character(INVENTED)
    assert identity.birth_date(INVENTED) == date(1990, 1, 1)
    assert identity.sex(INVENTED) == "男"


@given(SEVENTEEN)
def test_check_character_agrees_with_stdnum(seventeen: str) -> None:
    assert identity.check_character(seventeen) == ric.calc_check_digit(seventeen + "0")


@given(SEVENTEEN, st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed(seventeen: str, place: int, shift: int) -> None:
    number = seventeen + identity.check_character(seventeen)
    wrong = str((int(number[place]) + shift) % 10)
    assert identity.has_check_character(number)
    assert not identity.has_check_character(number[:place] + wrong + number[place + 1 :])


@given(SEVENTEEN, st.integers(0, 16))
def test_swapping_two_neighbours_is_noticed(seventeen: str, place: int) -> None:
    number = seventeen + identity.check_character(seventeen)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert not identity.has_check_character(swapped)


def test_check_character_refuses_anything_but_17_digits() -> None:
    for text in ("", "3401231990010112", "34012319900101123X", "３４０１２３１９９００１０１１２３"):
        with pytest.raises(ValueError, match="17 digits"):
            identity.check_character(text)


@pytest.mark.parametrize(
    "typed",
    [
        "340123 19900101 123 8",
        "\u3000340123199001011238\u200b",
        "３４０１２３１９９００１０１１２３８",
        "'340123199001011238",
        "\ufeff340123199001011238\r\n",
    ],
)
def test_clutter_of_typing_is_removed(typed: str) -> None:
    assert identity.normalise(typed) == INVENTED


def test_lower_case_x_becomes_a_capital_only_at_the_check_place() -> None:
    assert identity.normalise("34012319900101124x") == "34012319900101124X"
    assert identity.normalise("34012319900101124Ｘ43b1") == "34012319900101124X43b1"
    assert identity.normalise("x4012319900101124x") == "x4012319900101124X"


@pytest.mark.parametrize(
    "lookalike", ["34012319900101124×", "34012319900101124Х", "34012319900101124*", "34O123199001011235"]
)
def test_lookalikes_are_not_guessed(lookalike: str) -> None:
    assert identity.normalise(lookalike) == lookalike
    assert not identity.has_digits(lookalike)


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = identity.normalise(text)
    assert identity.normalise(once) == once


@given(SEVENTEEN)
def test_a_clean_number_is_left_alone(seventeen: str) -> None:
    number = seventeen + identity.check_character(seventeen)
    assert identity.normalise(number) == number


def test_a_disability_card_is_its_holder_and_two_more_digits() -> None:
    card = INVENTED + "43"
    assert identity.has_length(card)
    assert identity.has_check_character(card)
    assert identity.person_part(card) == INVENTED
    assert identity.has_length(card + "B1")
    assert not identity.has_length(INVENTED[:15])


@pytest.mark.parametrize("middle", ["19900230", "18991231", "19901301", "00000000", "1990010a"])
def test_impossible_births_are_no_date(middle: str) -> None:
    assert identity.birth_date("340123" + middle + "1235") is None


def test_too_short_numbers_have_no_date_and_no_sex() -> None:
    assert identity.birth_date("34012319") is None
    assert identity.sex("34012319") is None
    assert identity.sex("340123199001011245") == "女"
