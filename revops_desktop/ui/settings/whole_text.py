"""Sentences that stand beside fields and are never squeezed: as high as their text needs."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from revops_desktop.ui import texts

# The look gives it another font when it is first shown.
_MEASURES_ANEW = (
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.FontChange,
    QEvent.Type.StyleChange,
)


class WholeText(QObject):
    """Keeps a label as high as its text at its width; Qt forgets that in layouts within layouts."""

    def __init__(self, kind: texts.LabelKind = "small") -> None:
        self.label = texts.paragraph("", kind)
        super().__init__(self.label)
        policy = self.label.sizePolicy()
        policy.setHeightForWidth(False)
        self.label.setSizePolicy(policy)
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(0)
        self._fitting.timeout.connect(self._fit)
        self.label.installEventFilter(self)

    @property
    def text(self) -> str:
        """What stands there."""
        return self.label.text()

    def tell(self, text: str) -> None:
        """Shows a text; none takes no room."""
        self.label.setText(text)
        self.label.setVisible(bool(text))
        self._fitting.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MEASURES_ANEW:
            # Not while the layout is still at it.
            self._fitting.start()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        if self.label.text() and self.label.width() > 0:
            wanted = self.label.heightForWidth(self.label.width())
            if wanted > 0 and wanted != self.label.minimumHeight():
                self.label.setFixedHeight(wanted)
