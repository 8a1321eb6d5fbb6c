"""The dialogs of the people section: a member's fields, who takes over, names and colours."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import focus, texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.settings.colour_box import Choices, colour_box

if TYPE_CHECKING:
    from revops_desktop.analytics.people import People, Person

# Writes what was entered; False where it was refused, which was shown by then.
Save = Callable[[dict[str, Any]], bool]

NOBODY = 0
_LONGEST_NAME = 100


def form_of(dialog: QuestionDialog, rows: Sequence[tuple[str, QWidget]]) -> QFormLayout:
    """The labelled fields of a dialog."""
    form = QFormLayout()
    form.setHorizontalSpacing(theme.current().space_4)
    form.setVerticalSpacing(theme.current().space_2)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for name, field in rows:
        if isinstance(field, QComboBox):
            # A long name in it must not make the dialog wider than the screen.
            field.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            field.setMinimumContentsLength(14)
        form.addRow(texts.field_label(name, focus.proxy_of(field) or field), field)
    dialog.body.addLayout(form)
    return form


def line(text: str, longest: int = _LONGEST_NAME) -> QLineEdit:
    """A line to type a name in."""
    made = QLineEdit(text)
    made.setMaxLength(longest)
    return made


class NameDialog(QuestionDialog):
    """One name, and where there is one, a colour."""

    def __init__(
        self,
        title: str,
        label: str,
        save: Save,
        parent: QWidget | None = None,
        *,
        name: str = "",
        colour: str | None = None,
        colours: Choices | None = None,
    ) -> None:
        super().__init__(title, title, _("Save") if name else _("Add"), parent)
        self._save = save
        self.name = line(name)
        self.name.selectAll()
        rows: list[tuple[str, QWidget]] = [(label, self.name)]
        self.colour = colour_box(colour, colours) if colour is not None else None
        if self.colour is not None:
            rows.append((_("Colour"), self.colour))
        form_of(self, rows)
        self.name.textChanged.connect(self._check)
        self._check()
        self.name.setFocus()

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.name.text().strip()))

    def accept(self) -> None:
        """Closes once the name was written; a refusal leaves it open."""
        if not self.confirm.isEnabled():
            return
        values: dict[str, Any] = {"name": self.name.text()}
        if self.colour is not None:
            values["colour"] = self.colour.currentData()
        if self._save(values):
            super().accept()


class PersonDialog(QuestionDialog):
    """A member's name, function, pod, e-mail and monthly quota."""

    def __init__(
        self,
        people: "People",
        save: Save,
        parent: QWidget | None = None,
        *,
        person: "Person | None",
    ) -> None:
        title = _("New member") if person is None else _("Edit member")
        super().__init__(title, title, _("Add") if person is None else _("Save"), parent)
        self._save = save
        self.name = line(person.name if person else "")
        self.email = line(person.email if person else "", 254)
        self.function = _box(
            [(one.function_id, one.name) for one in people.functions],
            person.function_id if person else None,
        )
        self.pod = _box(
            [(one.pod_id, one.name) for one in people.pods], person.pod_id if person else None
        )
        self.quota = editor("money", _("Monthly quota"), currency=people.currency)
        self.quota.set_value(person.monthly_quota if person else None)
        form_of(
            self,
            (
                (_("Name"), self.name),
                (_("Function"), self.function),
                (_("Pod"), self.pod),
                (_("E-mail"), self.email),
                (_("Monthly quota"), self.quota),
            ),
        )
        self.name.textChanged.connect(self._check)
        self._check()
        self.name.setFocus()

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.name.text().strip()))

    def accept(self) -> None:
        """Closes once everything was written; what is wrong is said and it stays."""
        if not self.confirm.isEnabled() or not self.quota.commit():
            return
        values = {
            "name": self.name.text(),
            "function_id": self.function.currentData(),
            "pod_id": self.pod.currentData(),
            "email": self.email.text(),
            "monthly_quota": self.quota.shown,
        }
        if self._save(values):
            super().accept()


class TakeOverDialog(QuestionDialog):
    """Who takes what a member leaves behind, before the member is deleted or archived."""

    def __init__(
        self, person: "Person", others: "Sequence[Person]", parent: QWidget | None = None
    ) -> None:
        question = _("Who takes over from {member}?").format(member=words.one_line(person.name))
        super().__init__(_("Delete member"), question, _("Hand over and delete"), parent)
        self._person = person
        self.who = QComboBox()
        self.who.addItem(_("Please choose"), None)
        for one in others:
            self.who.addItem(words.one_line(one.name), one.member_id)
        self.who.addItem(_("Nobody"), NOBODY)
        self.customers = QCheckBox(
            texts.button_text(
                ngettext(
                    "Also the {number} deal that was won",
                    "Also the {number} deals that were won",
                    person.customers,
                ).format(number=count(person.customers))
            )
        )
        self.customers.setVisible(person.customers > 0)
        self.said = texts.paragraph(self._said())
        self.said.setVisible(person.open_deals > 0)
        if not person.open_deals:
            self.who.setCurrentIndex(self.who.count() - 1)
        self.body.addWidget(self.said)
        form_of(self, ((_("New owner"), self.who),))
        self.body.addWidget(self.customers)
        self.body.addWidget(
            texts.paragraph(
                _(
                    "Open tasks and companies go along. What {member} did stays under that name: "
                    "a member with a history is archived and can be brought back."
                ).format(member=words.one_line(person.name)),
                "muted",
            )
        )
        self.who.currentIndexChanged.connect(self._check)
        self._check()
        self.who.setFocus()

    @property
    def successor(self) -> int | None:
        """Who takes over; NOBODY: no one, None: not said."""
        found: int | None = self.who.currentData()
        return found

    def _said(self) -> str:
        return ngettext(
            "{number} open deal needs an owner.",
            "{number} open deals need an owner.",
            self._person.open_deals,
        ).format(number=count(self._person.open_deals))

    def _check(self) -> None:
        self.confirm.setEnabled(self.successor is not None)


class GoesToDialog(QuestionDialog):
    """Where what belongs to a pod or a function goes when it is deleted."""

    def __init__(
        self,
        title: str,
        question: str,
        said: str,
        others: Sequence[tuple[int, str]],
        none: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, question, _("Delete"), parent)
        self.body.addWidget(texts.paragraph(said))
        self.to = QComboBox()
        for key, name in others:
            self.to.addItem(words.one_line(name), key)
        self.to.addItem(none, None)
        form_of(self, ((_("Goes to"), self.to),))
        self.to.setFocus()


def _box(choices: Sequence[tuple[int, str]], chosen: int | None) -> QComboBox:
    box = QComboBox()
    box.addItem(_("None"), None)
    for key, name in choices:
        box.addItem(words.one_line(name), key)
    places = [place for place in range(box.count()) if box.itemData(place) == chosen]
    box.setCurrentIndex(places[0] if places else 0)
    return box
