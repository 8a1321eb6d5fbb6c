"""Putting companies into the trash: what goes with them is asked for first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import texts

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


def ask_and_delete(parent: QWidget, actions: "Actions", ids: Sequence[int]) -> bool:
    """Puts companies into the trash; whether they are there now."""
    from revops_desktop.analytics import company_page
    from revops_desktop.operations import trash

    held = actions.ask(company_page.holdings, ids=ids)
    keep = False
    if held.deals or held.contacts:
        question = _(
            "{deals} and {contacts} belong to what you delete. Shall they go into the trash as "
            "well, or stay without a company? Everything can be taken back."
        ).format(
            deals=ngettext("{n} deal", "{n} deals", held.deals).format(n=i18n.count(held.deals)),
            contacts=ngettext("{n} contact", "{n} contacts", held.contacts).format(
                n=i18n.count(held.contacts)
            ),
        )
        answer = texts.choose(
            parent,
            _("Delete"),
            question,
            (_("Delete them too"), _("Keep deals and contacts")),
        )
        if answer is None:
            return False
        keep = answer == 1
    return actions.do(trash.delete, companies=list(ids), keep_deals=keep) is not None
