"""What merging would keep, field by field, and what moves over; then one action that does it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import NOTHING, _, ngettext
from revops_desktop.ui import texts, theme
from revops_desktop.ui.companies import fields as company_fields
from revops_desktop.ui.contacts import fields as contact_fields
from revops_desktop.ui.tables.columns import ColumnSpec, Wording, custom_columns

if TYPE_CHECKING:
    from revops_desktop.analytics.duplicates import Kind
    from revops_desktop.analytics.merge_preview import FieldOfAll, MergePreview
    from revops_desktop.ui.actions import Actions

_COLUMN = 210
_LABEL = 130
_CUSTOM = "custom:"


class MergeDialog(QDialog):
    """One column a record, one row a field; the ticked values stay."""

    def __init__(
        self,
        actions: "Actions",
        kind: "Kind",
        ids: Sequence[int],
        words: Wording,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions, self._kind, self._words = actions, kind, words
        self._ids = tuple(ids)
        self._groups: dict[str, QButtonGroup] = {}
        self.preview: MergePreview | None = None
        self.setWindowTitle(_("Merge companies") if kind == "company" else _("Merge contacts"))
        self._specs = self._columns()
        tokens = theme.current()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(*[tokens.space_5] * 4)
        self._layout.setSpacing(tokens.space_3)
        self._layout.addWidget(
            texts.paragraph(
                _(
                    "Choose which record stays, and which values it has afterwards. Deals, "
                    "contacts, activities and tags of the others move to it; the others go into "
                    "the trash. One undo takes all of it back."
                ),
                "muted",
            )
        )
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setAccessibleName(_("Fields"))
        self._layout.addWidget(self.area, 1)
        self.moves = texts.paragraph("", "text")
        self._layout.addWidget(self.moves)
        self._layout.addLayout(self._buttons())
        self.show_preview(None)
        self.resize(min(1180, 120 + _LABEL + len(self._ids) * (_COLUMN + 24)), 640)

    def _columns(self) -> dict[str, ColumnSpec]:
        from revops_desktop.analytics import custom_fields

        known = (
            company_fields.columns(self._actions)
            if self._kind == "company"
            else contact_fields.columns()
        )
        own = custom_columns(self._actions.ask(custom_fields.fields, subject=self._kind))
        return {spec.key: spec for spec in (*known, *own)}

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = texts.button(_("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.confirm = texts.button(_("Merge"), "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(self.confirm)
        return row

    def show_preview(self, kept_id: int | None) -> None:
        """Shows how merging would look with this record staying; None: the one that fits best."""
        from revops_desktop.analytics.merge_preview import merge_preview

        self.preview = self._actions.ask(
            merge_preview, kind=self._kind, ids=self._ids, kept_id=kept_id
        )
        self._groups = {}
        preview = self.preview
        self.confirm.setEnabled(preview is not None)
        if preview is None:
            self.area.setWidget(
                texts.paragraph(_("These records are no longer in the file. Please look again."))
            )
            self.moves.setText("")
            return
        surface = QFrame()
        surface.setProperty("kind", "panel")
        grid = QGridLayout(surface)
        tokens = theme.current()
        grid.setContentsMargins(*[tokens.space_4] * 4)
        grid.setHorizontalSpacing(tokens.space_4)
        grid.setVerticalSpacing(tokens.space_2)
        grid.setColumnMinimumWidth(0, _LABEL)
        self._headings(grid, preview)
        for row, field in enumerate(preview.fields, 3):
            self._field(grid, row, field)
        grid.setColumnStretch(len(preview.ids) + 1, 1)
        grid.setRowStretch(len(preview.fields) + 3, 1)
        self.area.setWidget(surface)
        self._say_what_moves()

    def _headings(self, grid: QGridLayout, preview: "MergePreview") -> None:
        grid.addWidget(texts.label(_("Stays"), "muted"), 0, 0)
        group = QButtonGroup(self)
        for place, (record_id, name) in enumerate(zip(preview.ids, preview.names, strict=True)):
            choice = self._choice(name, bold=True)
            choice.setAccessibleName(_("{name} stays").format(name=name))
            choice.setChecked(place == 0)
            group.addButton(choice, place)
            choice.clicked.connect(lambda _on=False, one=record_id: self.show_preview(one))
            grid.addWidget(choice, 0, place + 1)
            grid.addWidget(texts.label(self._about(preview, place), "muted"), 1, place + 1)
            if place == 0:
                self._keeper = choice
        line = QFrame()
        line.setProperty("kind", "line")
        line.setFixedHeight(1)
        grid.addWidget(line, 2, 0, 1, len(preview.ids) + 2)

    def _about(self, preview: "MergePreview", place: int) -> str:
        held = preview.held[place]
        parts = [
            ngettext("{n} deal", "{n} deals", held.deals).format(n=i18n.count(held.deals)),
        ]
        if preview.kind == "company":
            parts.append(
                ngettext("{n} contact", "{n} contacts", held.contacts).format(
                    n=i18n.count(held.contacts)
                )
            )
        parts.append(self._words.day(preview.created[place]))
        return " · ".join(parts)

    def _field(self, grid: QGridLayout, row: int, field: "FieldOfAll") -> None:
        spec = self._specs[field.key]
        label = texts.label(spec.label, "text" if field.is_contested else "muted")
        grid.addWidget(label, row, 0)
        group = QButtonGroup(self)
        for place, value in enumerate(field.shown):
            if value in (None, ""):
                grid.addWidget(texts.label(NOTHING, "muted"), row, place + 1)
                continue
            text = self._words.text(spec, value)
            if not field.is_contested:
                same = texts.label(self._cut(text), "muted")
                texts.set_tool_tip(same, text)
                grid.addWidget(same, row, place + 1)
                continue
            choice = self._choice(text)
            choice.setAccessibleName(_("{field}: {value}").format(field=spec.label, value=text))
            choice.setChecked(place == field.choice)
            group.addButton(choice, place)
            grid.addWidget(choice, row, place + 1)
        self._groups[field.key] = group

    def _choice(self, text: str, bold: bool = False) -> QRadioButton:
        made = QRadioButton()
        made.setFont(theme.font(bold=bold))
        cut = self._cut(text, bold)
        made.setText(texts.button_text(cut))
        made.setMinimumWidth(_COLUMN)
        if cut != text:
            texts.set_tool_tip(made, text)
        return made

    @staticmethod
    def _cut(text: str, bold: bool = False) -> str:
        metrics = QFontMetrics(theme.font(bold=bold))
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, _COLUMN - 26)

    def _say_what_moves(self) -> None:
        preview = self.preview
        assert preview is not None
        others = preview.held[1:]
        parts = []
        deals = sum(one.deals for one in others)
        contacts = sum(one.contacts for one in others)
        activities = sum(one.activities for one in others)
        if deals:
            parts.append(ngettext("{n} deal", "{n} deals", deals).format(n=i18n.count(deals)))
        if contacts:
            parts.append(
                ngettext("{n} contact", "{n} contacts", contacts).format(n=i18n.count(contacts))
            )
        if activities:
            parts.append(
                ngettext("{n} activity", "{n} activities", activities).format(
                    n=i18n.count(activities)
                )
            )
        moved = " · ".join(parts) or _("nothing")
        self.moves.setText(
            _("“{name}” stays. To it move: {moved}. Into the trash: {others}.").format(
                name=preview.names[0],
                moved=moved,
                others=_(", ").join(_("“{name}”").format(name=name) for name in preview.names[1:]),
            )
        )

    def chosen(self) -> tuple[dict[str, Any], dict[int, int]]:
        """The fields that the kept record takes over, and whose custom fields."""
        preview = self.preview
        assert preview is not None
        taken: dict[str, Any] = {}
        custom: dict[int, int] = {}
        for field in preview.fields:
            place = self._groups[field.key].checkedId() if field.is_contested else field.choice
            if field.key.startswith(_CUSTOM):
                custom[int(field.key.removeprefix(_CUSTOM))] = preview.ids[place]
            elif place != 0:
                name = {"owner": "owner_id", "company": "company_id"}.get(field.key, field.key)
                taken[name] = field.kept[place]
        return taken, custom

    def accept(self) -> None:
        """Merges, as one action; a refusal is said and leaves the dialog open."""
        from revops_desktop.operations import merging

        if self.preview is None:
            return
        verb = merging.merge_companies if self._kind == "company" else merging.merge_contacts
        taken, custom = self.chosen()
        kept, *others = self.preview.ids
        done = self._actions.do(
            verb, kept_id=kept, other_ids=others, fields=taken, custom_from=custom
        )
        if done is None:
            # Another window may have taken one of them away.
            self.show_preview(None)
        else:
            super().accept()
