"""How chosen deals are called in a question."""

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui.board import words


def whom(number: int, title: str) -> str:
    """The chosen deals in a question: the title of one, the number of several."""
    if number == 1:
        return _("“{deal}”").format(deal=words.one_line(title))
    return ngettext("{number} deal", "{number} deals", number).format(number=count(number))
