"""How reports look: the owner's logo and colour."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QComboBox, QFileDialog, QHBoxLayout, QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.logo import MOST_BYTES, checked_logo
from revops_desktop.tokens import LIGHT
from revops_desktop.ui import texts, theme
from revops_desktop.ui.colour_dot import dot
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.settings.colour_box import COLOURS

_ROOM = QSize(240, 72)


class LookDialog(QuestionDialog):
    """`logo` (the bytes of a file, empty for none) and `colour` (#rrggbb, None: the program's)."""

    def __init__(self, logo: bytes, colour: str | None, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Logo and colour"),
            _("How do reports look from now on?"),
            _("Use it"),
            parent,
        )
        self.logo = logo
        self.body.addWidget(texts.label(_("Logo"), "muted"))
        self.shown = texts.label("")
        self.body.addWidget(self.shown)
        row = QHBoxLayout()
        self.choose_button = texts.button(_("Choose a picture…"))
        self.remove_button = texts.button(_("Remove the logo"))
        self.choose_button.clicked.connect(lambda _on=False: self.choose_logo())
        self.remove_button.clicked.connect(lambda _on=False: self._take_logo(b""))
        for button in (self.choose_button, self.remove_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.problem = texts.paragraph("", "bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.body.addSpacing(theme.current().space_2)
        self.colours = QComboBox()
        self.body.addWidget(texts.field_label(_("Colour of headings and charts"), self.colours))
        across = QHBoxLayout()
        across.addWidget(self.colours, 1)
        self.other_button = texts.button(_("Another colour…"))
        self.other_button.setAutoDefault(False)
        self.other_button.clicked.connect(lambda _on=False: self.choose_colour())
        across.addWidget(self.other_button)
        self.body.addLayout(across)
        self.body.addWidget(
            texts.paragraph(
                _("A light colour is printed darker, so that it can be read on white paper."),
                "muted",
            )
        )
        self._fill_colours(colour)
        self._show_logo()

    @property
    def colour(self) -> str | None:
        """The chosen colour."""
        found = self.colours.currentData()
        return str(found) if found else None

    def _fill_colours(self, chosen: str | None) -> None:
        self.colours.clear()
        self.colours.addItem(dot(LIGHT.accent), _("The program's own"), "")
        for colour, name in COLOURS:
            self.colours.addItem(dot(colour), _(name), colour)
        if chosen and self.colours.findData(chosen) < 0:
            self.colours.addItem(dot(chosen), chosen, chosen)
        self.colours.setCurrentIndex(max(0, self.colours.findData(chosen or "")))

    def choose_colour(self) -> None:
        """Any colour at all."""
        dialog = QColorDialog(QColor(self.colour or LIGHT.accent), self)
        dialog.setWindowTitle(_("Colour of headings and charts"))
        if dialog.exec() == QColorDialog.DialogCode.Accepted:
            self._fill_colours(dialog.currentColor().name())
        dialog.deleteLater()

    def choose_logo(self) -> None:
        """Asks for a picture; one that cannot be printed is refused with a sentence."""
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a logo"), "", _("Pictures (*.png *.jpg *.jpeg)")
        )
        if chosen:
            self.take_file(Path(chosen))

    def take_file(self, path: Path) -> None:
        """Shows the picture of a file as the logo."""
        try:
            with path.open("rb") as file:
                # One byte more than is allowed says enough of a file that is too large.
                self._take_logo(checked_logo(file.read(MOST_BYTES + 1)))
        except OSError:
            self._complain(
                _("“{file}” cannot be read. Nothing was changed.").format(file=path.name)
            )
        except RuleBroken as problem:
            self._complain(str(problem))

    def _take_logo(self, logo: bytes) -> None:
        self.logo = logo
        self._complain("")
        self._show_logo()

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _show_logo(self) -> None:
        picture = QPixmap()
        if self.logo and picture.loadFromData(self.logo):
            self.shown.setPixmap(
                _on_white(picture).scaled(
                    _ROOM,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            self.shown.setAccessibleName(_("The logo"))
        else:
            self.shown.setText(_("None"))
            self.shown.setAccessibleName(_("No logo"))
        self.shown.setFixedHeight(_ROOM.height() if self.logo else self.shown.sizeHint().height())
        self.remove_button.setEnabled(bool(self.logo))


def _on_white(picture: QPixmap) -> QPixmap:
    """As on paper, whatever the window looks like."""
    paper = QPixmap(picture.size())
    paper.fill(QColor("#ffffff"))
    painter = QPainter(paper)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return paper
