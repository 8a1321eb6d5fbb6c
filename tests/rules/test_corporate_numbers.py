"""法人番号: 13 digits, the first of which checks the others."""

import pytest

from revops_desktop.rules.corporate_numbers import digits_of, is_right


@pytest.mark.parametrize("number", ["7000012050002", "1180301018771", "5010401067252"])
def test_numbers_of_the_register_are_right_and_every_slip_of_one_digit_is_found(
    number: str,
) -> None:
    assert is_right(number)
    for place in range(13):
        # 0 and 9 in the same place are alike to a check by nine.
        for digit in set("123456789") - {number[place]}:
            slip = number[:place] + digit + number[place + 1 :]
            assert not is_right(slip) or {number[place], digit} == {"0", "9"}


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("T7000012050002", "7000012050002"),
        ("７０００-０１２０-５０００２", "7000012050002"),
        ("7000 0120 50002", "7000012050002"),
        ("700001205000", None),
        ("70000120500022", None),
        ("７００００１２０５０００二", None),
    ],
)
def test_it_is_read_however_it_was_written(text: str, digits: str | None) -> None:
    assert digits_of(text) == digits
