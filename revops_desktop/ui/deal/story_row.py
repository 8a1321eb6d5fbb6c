"""One thing that happened, as it stands in the story."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal import story_words
from revops_desktop.ui.deal.link_line import LinkLine
from revops_desktop.ui.deal.section import icon_button
from revops_desktop.ui.deal.text_area import TextArea

if TYPE_CHECKING:
    from revops_desktop.analytics.story import Entry
    from revops_desktop.ui.actions import Actions

_RAIL = 28
_ICON = 16
_SHOWN = 400
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


class StoryRow(QWidget):
    """An icon on the line of time, what happened, and who and when below it."""

    def __init__(
        self,
        actions: "Actions",
        entry: "Entry",
        zone: str,
        *,
        names_deal: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.entry = entry
        self._actions = actions
        self._look = story_words.look(entry)
        across = QHBoxLayout(self)
        across.setContentsMargins(_RAIL, 0, 0, theme.current().space_3)
        across.setSpacing(0)
        self._rows = rows = QVBoxLayout()
        rows.setSpacing(0)
        across.addLayout(rows, 1)
        said = story_words.headline(entry)
        self.more: QPushButton | None = None
        self.area: TextArea | None = None
        if entry.kind in ("activity", "note", "task") and entry.what != "override":
            self.more = icon_button("ellipsis", _("Edit or delete: {what}").format(what=said[:80]))
            self.more.clicked.connect(self.show_menu)
            across.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        rows.addWidget(self._text(said, "text"))
        detail = story_words.detail(entry)
        if detail:
            rows.addWidget(self._text(detail, "small"))
        when = texts.paragraph(story_words.meta(entry, zone), "muted")
        when.setTextInteractionFlags(_SELECTABLE)
        rows.addWidget(when)
        if names_deal and entry.deal_id is not None:
            link = LinkLine(entry.deal)
            link.clicked.connect(lambda: actions.deal_wanted.emit(entry.deal_id))
            rows.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(f"{said}, {story_words.meta(entry, zone)}")

    def _text(self, text: str, kind: texts.LabelKind) -> QWidget:
        """The text, its beginning only where it is long, with a button to see all of it."""
        made = texts.paragraph(text, kind)
        made.setTextInteractionFlags(_SELECTABLE)
        if len(text) <= _SHOWN:
            return made
        made.setText(text[:_SHOWN].rstrip() + " …")
        block = QWidget()
        rows = QVBoxLayout(block)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        more = LinkLine(_("Show all of it"))

        def show_all() -> None:
            made.setText(text[: texts.LONGEST_SHOWN])
            more.hide()

        more.clicked.connect(show_all)
        rows.addWidget(made)
        rows.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        return block

    def show_menu(self) -> None:
        """What can be done with an entry that somebody wrote."""
        from revops_desktop.operations import activities

        assert self.more is not None
        number = self.entry.place[2]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.entry.kind == "task":
            menu.addAction(icons.icon("undo-2"), texts.button_text(_("Not done yet")))
            menu.actions()[-1].triggered.connect(
                lambda: self._actions.do(activities.reopen, activity_id=number)
            )
        else:
            menu.addAction(icons.icon("pencil"), texts.button_text(_("Edit")), self.begin_edit)
        menu.addAction(icons.icon("trash-2"), texts.button_text(_("Delete")))
        menu.actions()[-1].triggered.connect(
            lambda: self._actions.do(activities.delete, activity_id=number)
        )
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def begin_edit(self) -> None:
        """Opens the words to be written anew; Enter saves them, Esc leaves them as they are."""
        if self.area is None:
            entry = self.entry
            self.area = TextArea(_("What happened"), fewest_lines=2, submit=self._save)
            self.area.set_value("\n".join(part for part in (entry.title, entry.detail) if part))
            self.area.cancelled.connect(self._end_edit)
            self._rows.addWidget(self.area)
        self.area.show()
        self.area.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> bool:
        """Puts the words away that were being written; whether there were any."""
        if self.area is None or self.area.isHidden():
            return False
        self._end_edit()
        return True

    def _end_edit(self) -> None:
        if self.area is not None:
            self.area.hide()
            if self.more is not None:
                self.more.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        from revops_desktop.operations import activities

        words = self.area.value() if self.area is not None else None
        if not words:
            return
        title, _line, rest = words.partition("\n")
        is_note = self.entry.kind == "note"
        done = self._actions.do(
            activities.edit,
            activity_id=self.entry.place[2],
            fields={
                "title": "" if is_note else title.strip(),
                "note": words if is_note else rest.strip(),
            },
        )
        if done is not None:
            self._end_edit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = _ICON / 2
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(QPointF(middle, _ICON + 6), QPointF(middle, self.height()))
        icons.draw(painter, self._look.icon, QRectF(0, 2, _ICON, _ICON), self._look.colour)
