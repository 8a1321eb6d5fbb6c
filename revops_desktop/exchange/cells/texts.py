"""Texts as they came, and words of choices."""

from collections.abc import Mapping

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.cells.conversion import Convert, Note, unnoted
from revops_desktop.exchange.fields import word_key, word_names
from revops_desktop.exchange.formulas import taken_off
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.i18n import _
from revops_desktop.rules.text import stored

LONGEST_NAME = 500
LONGEST_TEXT = 1_000_000


def text_cell(longest: int) -> Convert[str]:
    """Text as it is kept; the ' that our export puts before formulas is taken off."""

    def convert(text: str, note: Note = unnoted, /) -> str:
        if len(text) > longest:
            raise CellRefused(
                _(
                    "It has {number} characters, at most {most} can be kept. Please shorten it."
                ).format(number=f"{len(text):,}", most=f"{longest:,}")
            )
        if text[:1] == "'":
            text = taken_off(text)
        # What `stored` would do to most cells, at a tenth of its cost.
        if text.isascii() and text.isprintable():
            return text.strip()
        try:
            return stored(text)
        except RuleBroken:
            raise CellRefused(
                _("It contains a control character that cannot be kept. Please remove it.")
            ) from None

    return convert


def choice_cell(words: Mapping[str, str]) -> Convert[str]:
    """One of the words that a choice understands."""

    def convert(text: str, note: Note = unnoted, /) -> str:
        found = words.get(word_key(text))
        if found is None:
            raise CellRefused(
                _(
                    "This word is not known here. Please say by the mapping's [source.values] "
                    "which of these it is: {words}."
                ).format(words=word_names(words.values()))
            )
        return found

    return convert
