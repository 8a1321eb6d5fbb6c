"""Asks what to do where CP932 does not have characters that a list holds."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts

if TYPE_CHECKING:
    from revops_desktop.exchange.out.encodings import CannotHold, Encoding


class Way(NamedTuple):
    """How a CSV file is written. `replaces`: as 〓 what the encoding does not have."""

    encoding: "Encoding"
    replaces: bool = False


def other_way(parent: QWidget | None, problem: "CannotHold") -> Way | None:
    """The way that the person chooses instead; None: not at all."""
    ways = (Way("utf-8"), Way("cp932", replaces=True))
    answers = (_("Write UTF-8 instead"), _("Write 〓 in their place"))
    chosen = texts.choose(parent, _("Export"), str(problem), answers, usual=0)
    return None if chosen is None else ways[chosen]
