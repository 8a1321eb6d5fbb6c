"""Another name for a source of channel months, or none of it any more: by button, menu and key."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from revops_desktop import i18n
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import texts
from revops_desktop.ui.plan.grid import Deed, GridView

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


class SourceDeeds(QObject):
    """Of the source whose row the keyboard is on. `renamed` tells the name that is gone."""

    renamed = Signal(str)

    def __init__(self, actions: "Actions", view: GridView) -> None:
        super().__init__(view)
        self._actions, self._view = actions, view
        self.rename_button = texts.button(_("Rename…"))
        self.remove_button = texts.button(_("Delete…"))
        self.rename_button.clicked.connect(self.rename)
        self.remove_button.clicked.connect(self.remove)
        view.deeds = (
            Deed(_("Rename source…"), "Shift+F2", self.rename),
            Deed(_("Delete source…"), "Shift+Del", self.remove),
        )
        view.selectionModel().currentChanged.connect(lambda *_places: self._show())
        view.grid.modelReset.connect(self._show)
        self._show()

    @property
    def source(self) -> str:
        """The source whose row the keyboard is on; "" where it is on none."""
        index = self._view.currentIndex()
        return str(self._view.grid.rows[index.row()].key.source) if index.isValid() else ""

    def _show(self) -> None:
        for button in (self.rename_button, self.remove_button):
            button.setEnabled(bool(self.source))

    def _kept_months(self, source: str) -> int:
        """In how many months something is kept of it; where in none, says so."""
        from revops_desktop.analytics.channel_months import months_of

        number = int(self._actions.ask(months_of, source=source))
        if not number:
            said = _(
                "There is no spend or reach of “{source}” yet; the name comes from its deals. "
                "Nothing was changed. To rename it there, change the source of the deals."
            )
            self._actions.show_problem(RuleBroken(said.format(source=_plain(source))))
        return number

    def rename(self) -> None:
        """Asks for another name, and gives it to all months of the source."""
        from revops_desktop.operations import channel_months
        from revops_desktop.ui.settings.people_dialogs import NameDialog

        source = self.source
        if not source or not self._kept_months(source):
            return

        def save(values: dict[str, Any]) -> bool:
            verb = channel_months.rename_source
            return self._actions.do(verb, source=source, **values) is not None

        dialog = NameDialog(_("Rename source"), _("Name"), save, self._view, name=source)
        done = dialog.exec()
        dialog.deleteLater()
        if done:
            self.renamed.emit(source)

    def remove(self) -> None:
        """Deletes all months of the source, after a question."""
        from revops_desktop.operations import channel_months

        source = self.source
        number = self._kept_months(source) if source else 0
        if not number:
            return
        asked = ngettext(
            "Delete spend and reach of “{source}”? {number} month goes; its deals keep the source.",
            "Delete spend and reach of “{source}”? {number} months of all years go; its deals "
            "keep the source.",
            number,
        ).format(source=_plain(source), number=i18n.count(number))
        if not texts.ask(self._view, _("Delete source"), asked, _("Delete")):
            return
        if self._actions.do(channel_months.remove_source, source=source) is not None:
            self.renamed.emit(source)


def _plain(source: str) -> str:
    return " ".join(source.split())
