"""Part 8, customers: recurring revenue, its movements, retention. Nothing of it is recorded yet."""

from collections.abc import Iterable, Sequence
from typing import Any

from revops_desktop.i18n import _
from revops_desktop.reports.blocks import Block, missing
from revops_desktop.reports.part import Asked, Part, Printed


def _ask(session: Any, asked: Asked) -> None:
    return None


def _message(answer: None, asked: Asked) -> str:
    return _("Recurring revenue is not recorded.")


def _blocks(answer: None, asked: Asked) -> Sequence[Block]:
    return (
        missing(
            (
                _("This part needs what customers pay each month."),
                _("Record contracts with their monthly amounts, starts and ends."),
            )
        ),
    )


def _figures(answer: None, asked: Asked) -> Iterable[Printed]:
    return ()


PART = Part("customers", lambda: _("Customers"), _ask, _message, _blocks, _figures)
