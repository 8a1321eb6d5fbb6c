"""Tags: made, renamed, coloured and deleted; how many deals and companies carry each."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import N_, _, count, ngettext
from revops_desktop.tokens import TAG_COLOURS
from revops_desktop.ui import texts
from revops_desktop.ui.board import words
from revops_desktop.ui.settings.people_dialogs import NameDialog
from revops_desktop.ui.settings.rows_panel import ADD, DELETE, EDIT, Line, RowsPanel
from revops_desktop.ui.settings.section import Section

if TYPE_CHECKING:
    from revops_desktop.analytics.tags import TagOf
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike

WIDEST = 760
_SHOWN = frozenset(("tag", "deal_tag", "company_tag", "deal", "company"))
COLOURS = (
    ("red", N_("Red")),
    ("orange", N_("Orange")),
    ("yellow", N_("Yellow")),
    ("green", N_("Green")),
    ("teal", N_("Teal")),
    ("blue", N_("Blue")),
    ("purple", N_("Purple")),
    ("pink", N_("Pink")),
    ("grey", N_("Grey")),
)


class TagsSection(Section):
    """One table; each wish becomes one verb."""

    def __init__(
        self, actions: "Actions", program: "ProgramLike", parent: QWidget | None = None
    ) -> None:
        super().__init__(actions, program, parent)
        self._tags: tuple[TagOf, ...] = ()

    def build(self) -> Iterator[None]:
        self.content.setMaximumWidth(WIDEST)
        self.tags = RowsPanel(
            _("Tags"),
            (_("Name"), _("Deals"), _("Companies")),
            ((ADD, _("Add…")), (EDIT, _("Edit…")), (DELETE, _("Delete…"))),
            numbers=(1, 2),
            parent=self.content,
        )
        self.tags.table.setMinimumHeight(360)
        self.body.addWidget(self.tags)
        self.setFocusProxy(self.tags.table)
        self.tags.wanted.connect(self._on_tag)
        yield

    @staticmethod
    def title() -> str:
        return _("Tags")

    def fill(self) -> Iterator[None]:
        from revops_desktop.analytics import tags

        self._tags = self._actions.ask(tags.tags)
        yield
        self.tags.show_lines(
            [
                Line(
                    one.tag_id,
                    (one.name, count(one.deals), count(one.companies)),
                    colour=TAG_COLOURS.get(one.colour, TAG_COLOURS["grey"]),
                )
                for one in self._tags
            ]
        )

    def on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & _SHOWN:
            self.refresh()

    def _on_tag(self, command: str, tag_id: int) -> None:
        found = next((one for one in self._tags if one.tag_id == tag_id), None)
        if command == ADD:
            self._ask(None)
        elif found is None:
            return
        elif command == EDIT:
            self._ask(found)
        elif command == DELETE:
            self._remove(found)

    def _ask(self, tag: "TagOf | None") -> None:
        from revops_desktop.operations import tags

        def save(values: dict[str, Any]) -> bool:
            if tag is None:
                done = self._actions.do(tags.add, **values)
                if done is not None:
                    self.tags.select(int(done.value))
                return done is not None
            return self._actions.do(tags.edit, tag_id=tag.tag_id, **values) is not None

        dialog = NameDialog(
            _("New tag") if tag is None else _("Edit tag"),
            _("Name"),
            save,
            self,
            name=tag.name if tag is not None else "",
            colour=tag.colour if tag is not None else "red",
            colours=[(key, _(name), TAG_COLOURS[key]) for key, name in COLOURS],
        )
        dialog.exec()
        dialog.deleteLater()

    def _remove(self, tag: "TagOf") -> None:
        from revops_desktop.operations import tags

        if tag.deals or tag.companies:
            carried = [
                ngettext("{number} deal", "{number} deals", tag.deals).format(
                    number=count(tag.deals)
                ),
                ngettext("{number} company", "{number} companies", tag.companies).format(
                    number=count(tag.companies)
                ),
            ]
            asked = _(
                "Delete the tag “{tag}”? It comes off {deals} and {companies}. "
                "Undo brings everything back."
            ).format(tag=words.one_line(tag.name), deals=carried[0], companies=carried[1])
            if not texts.ask(self, _("Delete tag"), asked, _("Delete")):
                return
        self._actions.do(tags.remove, tag_id=tag.tag_id)
