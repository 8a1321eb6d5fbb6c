"""Sentences that stand beside fields and are never squeezed: as high as their text needs."""

from PySide6.QtCore import QEvent, QObject

from revops_desktop.ui import texts


class WholeText(QObject):
    """Keeps a label as high as its text at its width; Qt forgets that in layouts within layouts."""

    def __init__(self, kind: texts.LabelKind = "small") -> None:
        self.label = texts.paragraph("", kind)
        super().__init__(self.label)
        self.label.installEventFilter(self)

    @property
    def text(self) -> str:
        """What stands there."""
        return self.label.text()

    def tell(self, text: str) -> None:
        """Shows a text; none takes no room."""
        self.label.setText(text)
        self.label.setVisible(bool(text))
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        wanted = self.label.heightForWidth(self.label.width()) if self.label.text() else 0
        if wanted != self.label.minimumHeight() and wanted >= 0:
            self.label.setMinimumHeight(wanted)
