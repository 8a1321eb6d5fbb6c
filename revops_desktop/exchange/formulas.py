"""Text that a spreadsheet would run as a formula is written with a ' before it, and read without.

Both are exact inverses: a text that already begins with ' before such a sign gets one more.
"""

import re

# Signs that begin a formula in some spreadsheet, their full-width forms too; blanks before them
# are passed over by spreadsheets. Full-width signs alone, as Japanese lists have them in cells
# without a value, calculate nothing.
_BEGINS = r"\s*(?:[=+\-@−]|[＝＋－＠](?=[\s\S]*[^\s'=+\-@＝＋－＠−]))"
_RUNS = re.compile(rf"'*{_BEGINS}|'*[\t\r\n]")
_DEFUSED = re.compile(rf"'+(?:{_BEGINS}|[\t\r\n])")


# A negative number runs nothing, and would be no number any more.
_NUMBER = re.compile(r"-[0-9]+(?:\.[0-9]+)?")


def defused(text: str) -> str:
    """The text as it is written into a cell of a CSV file."""
    return "'" + text if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def unstripped(text: str) -> str:
    """The text as it is written where nothing is run, so that `taken_off` gives it back."""
    return "'" + text if _DEFUSED.match(text) else text


def taken_off(text: str) -> str:
    """The text as it was before `defused`."""
    if text[:1] != "'":
        return text
    return text[1:] if _DEFUSED.match(text) else text
