"""What the finder lists: groups of hits, pages and commands as rows of one list, the best first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.rules.grams import fields_text
from revops_desktop.rules.likeness import Likeness, likeness, places, typed_words
from revops_desktop.rules.text import fold
from revops_desktop.ui.navigation import PAGES, page_key

if TYPE_CHECKING:
    from revops_desktop.analytics.search import Found, Hit
    from revops_desktop.ui.actions import Actions

# Shown of pages and commands, which are few; nothing was typed yet: all of them.
_MOST_COMMANDS = 6
_DO = "circle-arrow-right"
_ICONS = {
    "company": "building-2",
    "contact": "user",
    "deal": "kanban",
    "note": "sticky-note",
    "tag": "tag",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list; a heading opens nothing. `words` are to be marked in `title`."""

    title: str
    aside: str = ""
    tail: str = ""
    icon_name: str = ""
    words: tuple[str, ...] = ()
    open: Callable[[], object] | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it only names the rows below it."""
        return self.open is None

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """Where in the title that stands what was typed: (from, to)."""
        return places(self.title, self.words)

    @property
    def spoken(self) -> str:
        """The row as one reads it out."""
        return ", ".join(part for part in (self.title, self.aside, self.tail) if part)


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do or a page to go to; `kept` is what it is found by (`grams.fields_text`)."""

    title: str
    keys: str
    icon_name: str
    run: Callable[[], object]
    kept: str


def _made(title: str, keys: str, icon_name: str, run: Callable[[], object], also: str) -> Command:
    return Command(title, keys, icon_name, run, fields_text(title, also) or "")


def pages(go: Callable[[str], object]) -> tuple[Command, ...]:
    """Every page of the navigation, also by its English name."""
    return tuple(
        _made(
            _(entry.title),
            _native(page_key(number)),
            entry.icon_name,
            partial(go, entry.key),
            entry.title,
        )
        for number, entry in enumerate(PAGES, 1)
    )


# Made from any page: on which page, its name there, what the page calls it in code.
_NEW = (
    ("board", N_("New deal"), "new_deal"),
    ("companies", N_("New company"), "make_new"),
    ("contacts", N_("New contact"), "make_new"),
    ("products", N_("New product"), "make_new"),
)


def new_records(make: Callable[[str, str], object]) -> tuple[Command, ...]:
    """What can be added, on whatever page one is; also by its English name.

    `make` gets the page's key and the name of its method.
    """
    return tuple(
        _made(_(title), "", "plus", partial(make, key, method), title)
        for key, title, method in _NEW
    )


def commands(actions: Sequence[QAction], seen: Sequence[QWidget]) -> tuple[Command, ...]:
    """What the menus offer now, and what the page in front does by a key or a button of its own."""
    own = {_(entry.title) for entry in PAGES}
    found: dict[str, Command] = {}
    for action in actions:
        title = action.text().replace("&&", "&")
        if action.isEnabled() and title not in own:
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            # What would be undone is named behind a colon: no name of the command.
            name = title.replace("：", ":").partition(":")[0]
            found[title] = Command(title, keys, _DO, action.trigger, fields_text(name) or "")
    for widget in seen:
        for shortcut in widget.findChildren(QShortcut):
            parent = shortcut.parent()
            usable = not isinstance(parent, QWidget) or parent.isVisible()
            if shortcut.whatsThis() and shortcut.isEnabled() and usable:
                title = shortcut.whatsThis()
                keys = shortcut.key().toString(QKeySequence.SequenceFormat.NativeText)
                run = shortcut.activated.emit
                found.setdefault(title, _made(title, keys, _DO, run, ""))
        for button in widget.findChildren(QPushButton):
            title = (button.text() or button.accessibleName()).replace("&&", "&")
            offered = button.property("command") and button.isVisible() and button.isEnabled()
            if offered and title not in own:
                found.setdefault(title, _made(title, "", _DO, button.click, ""))
    for _key, title, _method in _NEW:
        found.pop(_(title), None)
    return tuple(found.values())


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


# A group: how well its best row answers, its heading, its rows.
_Group = tuple[int, str, list[Row]]


def rows(
    found: "Found",
    typed: str,
    to_pages: Sequence[Command],
    to_do: Sequence[Command],
    actions: "Actions",
    type_instead: Callable[[str], object],
) -> list[Row]:
    """The list for what was typed, groups with the best answer first.

    `type_instead` puts a text into the box: what a tag does.
    """
    groups = [
        _group(_("Companies"), found.companies, found.words, actions, type_instead),
        _group(_("Contacts"), found.contacts, found.words, actions, type_instead),
        _group(_("Deals"), found.deals, found.words, actions, type_instead),
        _group(_("Notes"), found.notes, found.words, actions, type_instead),
        _group(_("Tags"), found.tags, found.words, actions, type_instead),
        _commands(_("Pages"), to_pages, typed),
        _commands(_("Commands"), to_do, typed),
    ]
    listed: list[Row] = []
    if found.slips and not found.is_empty:
        listed.append(Row(_("Nothing is written exactly like this. This is similar:")))
    for _how, heading, members in sorted(groups, key=lambda group: group[0]):
        if members:
            listed += [Row(heading), *members]
    return listed


def _group(
    heading: str,
    hits: "tuple[Hit, ...]",
    words: tuple[str, ...],
    actions: "Actions",
    type_instead: Callable[[str], object],
) -> _Group:
    made = []
    for hit in hits:
        wanted = {
            "company": actions.company_wanted.emit,
            "contact": actions.contact_wanted.emit,
            "deal": actions.deal_wanted.emit,
        }.get(hit.opens)
        opened: Callable[[], object] = (
            partial(type_instead, f"#{hit.title}")
            if wanted is None
            else partial(wanted, hit.record_id)
        )
        title = " ".join(hit.title.split())
        tail = _state(hit) if hit.kind == "deal" else ""
        row = Row(title, hit.aside, tail, _ICONS[hit.kind], words, opened)
        made.append(row)
    best = min((hit.how for hit in hits), default=Likeness.ALIKE)
    # A note answers less well than the deals of a company that is named so.
    aside = bool(hits) and hits[0].kind == "note"
    return (max(best, Likeness.RELATED) if aside else best, heading, made)


def _state(hit: "Hit") -> str:
    left = {
        "lost": _("Lost"),
        "recycled": _("Recycled"),
        "churned": _("Churned"),
        "transferred": _("Transferred"),
    }
    return left.get(hit.status, hit.stage)


def _commands(heading: str, offered: Sequence[Command], typed: str) -> _Group:
    words = typed_words(typed)
    if not words:
        return (Likeness.EXACT, heading, [_command_row(one, ()) for one in offered])
    answers = []
    phrase = fold(typed)
    for command in offered:
        how = likeness(command.kept, phrase, words)
        if how is not None:
            answers.append((how, command))
    answers.sort(key=lambda answer: answer[0])
    best = int(answers[0][0]) if answers else Likeness.ALIKE
    # In the middle of a name a word says little: records come first then.
    best = best if best <= Likeness.BEGINS else Likeness.RELATED
    return (best, heading, [_command_row(one, words) for _how, one in answers[:_MOST_COMMANDS]])


def _command_row(command: Command, words: tuple[str, ...]) -> Row:
    return Row(command.title, "", command.keys, command.icon_name, words, command.run)
