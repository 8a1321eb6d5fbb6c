"""The questions that a guess leaves, in words: what is asked, why, and what can be answered."""

from collections.abc import Mapping, Sequence

from revops_desktop.exchange.cells.date_orders import DateEvidence, DateOrder
from revops_desktop.exchange.cells.yearless_days import Span, Yearless, yearless_of
from revops_desktop.exchange.fields import KIND_LABELS, KINDS, Kind, word_names
from revops_desktop.exchange.guessing.columns import fields_of
from revops_desktop.exchange.guessing.evidence import Seen, texts
from revops_desktop.exchange.guessing.questions import (
    DAYS,
    EXPECTED,
    LEFT,
    NEW,
    OWN,
    WAY,
    WON,
    Choice,
    KindGuess,
    Question,
    Word,
)
from revops_desktop.exchange.guessing.roles import WAYS, Way
from revops_desktop.i18n import N_, _, count, day
from revops_desktop.rules.text import short_name

WAY_LABELS: Mapping[Way, str] = {
    "won": N_("Won"),
    "lost": N_("Lost"),
    "recycled": N_("Recycled"),
    "churned": N_("Churned"),
    "open": N_("Open"),
}
_ORDERS: Mapping[DateOrder, str] = {
    "dmy": N_("Day, month, year"),
    "mdy": N_("Month, day, year"),
    "ymd": N_("Year, month, day"),
}
_WORDS_SHOWN = 6


def ask_kind(file: str, kinds: Sequence[KindGuess]) -> Question:
    """What does the file hold?"""
    likely = kinds[0].kind if kinds else ""
    order = [one.kind for one in kinds]
    order += [kind for kind in KINDS if kind not in order]
    return Question(
        asks="kind",
        file=file,
        sentence=_("It is not certain what “{file}” holds. What is it?").format(
            file=short_name(file)
        ),
        choices=(
            *(Choice(kind, _(KIND_LABELS[kind])) for kind in order),
            Choice(LEFT, _("Leave this file out")),
        ),
        likely=likely,
        option=f"--as {likely or 'companies'}",
    )


def ask_column(
    file: str, kind: Kind, field: str, columns: Sequence[Seen], likely: str = ""
) -> Question:
    """Which column holds something without which a row cannot be kept?"""
    label = _(fields_of(kind)[field].label)
    return Question(
        asks="column",
        file=file,
        sentence=_("Which column of “{file}” holds “{field}”? Nothing can be kept without.").format(
            file=short_name(file), field=label
        ),
        choices=tuple(Choice(column.name, column.name) for column in columns),
        field=field,
        likely=likely,
        option=f"--column {field}={likely or 'NAME'}",
    )


def ask_number(file: str, column: Seen) -> Question:
    """Is this the records' number, though most rows repeat it? It is not, unless one says so."""
    return Question(
        asks="column",
        file=file,
        sentence=_(
            "The column “{column}” of “{file}” says the same in most rows, so that no row is "
            "recognised by it when the file comes in again. Is it the number of each row after all?"
        ).format(column=short_name(column.name), file=short_name(file)),
        choices=(
            Choice(LEFT, _("No, leave the column out")),
            Choice(column.name, _("Yes, and rows that repeat a number are refused")),
        ),
        field="external_key",
        likely=LEFT,
        is_needed=False,
        option=f'--column "external_key={column.name}"',
    )


def ask_dates(file: str, column: Seen, days: DateEvidence) -> Question:
    """Is it day before month? Only such orders as all cells allow can be answered."""
    shown, readings = short_name(days.examples[0]), days.readings
    return Question(
        asks="dates",
        file=file,
        sentence=_(
            "The days in the column “{column}” of “{file}” can be read two ways, such as “{day}”. "
            "In which order are they written?"
        ).format(column=short_name(column.name), file=short_name(file), day=shown),
        choices=tuple(
            Choice(order, _(label), day(read) if (read := readings[order]) else "")
            for order, label in _ORDERS.items()
            if order in readings
        ),
        column=column.name,
        option=f"--dates {next(order for order in _ORDERS if order in readings)}",
    )


def ask_year(
    file: str, column: Seen, shown: Yearless, choices: Sequence[tuple[Span, str]]
) -> Question:
    """In which year are days that are written without one? Without an answer nothing comes in."""
    example = next((text for text in texts(column) if yearless_of(text) == shown), "")
    first = choices[0][0].as_order if choices else LEFT
    return Question(
        asks="year",
        file=file,
        sentence=_(
            "The days in the column “{column}” of “{file}” are written without a year, such as "
            "“{day}”. In which year are they?"
        ).format(column=short_name(column.name), file=short_name(file), day=short_name(example)),
        choices=(
            *(_of_span(span, label, shown) for span, label in choices),
            Choice(LEFT, _("Leave the column out")),
        ),
        column=column.name,
        option=f'--dates "{column.name}={first}"',
    )


def _of_span(span: Span, label: str, shown: Yearless) -> Choice:
    if span.day_first:
        label = _("{year}, the day before the month").format(year=label)
    try:
        return Choice(span.as_order, label, day(span.day(shown)))
    except ValueError:
        return Choice(span.as_order, label)


def ask_serial(file: str, column: Seen) -> Question:
    """Are numbers days, as a spreadsheet counts them? They are, unless one says otherwise."""
    return Question(
        asks="dates",
        file=file,
        sentence=_(
            "The column “{column}” of “{file}” should hold days, but holds numbers, such as "
            "“{day}”. Are they days as a spreadsheet counts them?"
        ).format(
            column=short_name(column.name),
            file=short_name(file),
            day=short_name(next(iter(column.look.examples), "")),
        ),
        choices=(Choice("serial", _("Days as a spreadsheet counts them")),),
        column=column.name,
        likely="serial",
        is_needed=False,
        option="--dates serial",
    )


def ask_stages(
    file: str,
    column: str,
    counts: Mapping[str, int],
    unknown: Mapping[str, str],
    *,
    pipeline: str,
    stages: Sequence[str],
    likely: str,
    allowed: Sequence[Way] = WAYS,
) -> Question:
    """Which stages do these words mean?"""
    sentence = _(
        "The pipeline “{pipeline}” has no stages with these names, which stand in the column "
        "“{column}” of “{file}”: {words}. Which stages are they?"
    ).format(
        pipeline=short_name(pipeline),
        column=short_name(column),
        file=short_name(file),
        words=_listed(unknown),
    )
    ways = [Choice(WAY + way, _(WAY_LABELS[way])) for way in WAYS if way in allowed]
    own = Choice(OWN, _("Bring the stages of the file along, as a pipeline of their own"))
    left = Choice(LEFT, _("Leave such rows out"))
    return Question(
        asks="stages",
        file=file,
        sentence=sentence,
        choices=(own, *(Choice(name, name) for name in stages), *ways, left),
        column=column,
        field="stage",
        words=_words(counts, unknown),
        likely=likely,
        option="--stages own",
    )


def ask_days_of_stages(
    file: str,
    counts: Mapping[str, int],
    unknown: Mapping[str, str],
    *,
    pipeline: str,
    stages: Sequence[str],
    likely: str,
) -> Question:
    """On the days of which columns did deals come to which stages?"""
    sentence = _(
        "Nothing in “{file}” says where deals stand but columns of days: {words}. To which stages "
        "of the pipeline “{pipeline}” did deals come on these days?"
    ).format(file=short_name(file), words=_listed(unknown), pipeline=short_name(pipeline))
    own = Choice(OWN, _("Bring the stages of the file along, as a pipeline of their own"))
    return Question(
        asks="stages",
        file=file,
        sentence=sentence,
        choices=(
            own,
            *(Choice(name, name) for name in stages),
            Choice(LEFT, _("Leave the column out")),
        ),
        field=DAYS,
        words=_words(counts, unknown),
        likely=likely,
        option="--stages own",
    )


def ask_outcome(
    file: str, column: str, counts: Mapping[str, int], unknown: Mapping[str, str]
) -> Question:
    """What became of deals with these words?"""
    sentence = _(
        "What do these words mean for a deal, which stand in the column “{column}” of “{file}”: "
        "{words}?"
    ).format(column=short_name(column), file=short_name(file), words=_listed(unknown))
    first = next(iter(unknown), "")
    ways = tuple(Choice(WAY + way, _(WAY_LABELS[way])) for way in WAYS)
    return Question(
        asks="outcome",
        file=file,
        sentence=sentence,
        choices=(*ways, Choice(LEFT, _("Leave such rows out"))),
        column=column,
        field="outcome",
        words=_words(counts, unknown),
        option=f'--stage "{first}=lost"',
    )


def ask_unit(file: str, text: str, unit: int) -> Question:
    """Are amounts in the unit that stands above the header? They are, unless one says otherwise."""
    return Question(
        asks="unit",
        file=file,
        sentence=_(
            "Beside the table in “{file}” stands “{text}”. Are its amounts in this unit?"
        ).format(file=short_name(file), text=short_name(text)),
        choices=(
            Choice(str(unit), _("Yes, multiply them by {number}").format(number=count(unit))),
            Choice("1", _("No, take them as they are written")),
        ),
        likely=str(unit),
        is_needed=False,
        option="--amount-unit 1",
    )


def ask_closed(file: str, column: str) -> Question:
    """Does a closing day say that a deal was won?"""
    return Question(
        asks="closed",
        file=file,
        sentence=_(
            "“{file}” does not say which deals were won. What does the column “{column}” mean?"
        ).format(file=short_name(file), column=short_name(column)),
        choices=(
            Choice(WON, _("All these deals were won on that day")),
            Choice(EXPECTED, _("They are open; it is the day on which closing is expected")),
        ),
        column=column,
        option=f"--closed {EXPECTED}",
    )


def ask_words(
    file: str,
    column: str,
    field: str,
    counts: Mapping[str, int],
    alike: Mapping[str, str],
    names: Sequence[str],
) -> Question:
    """Are these the same as somebody or something that is here? New ones, unless one says so."""
    return Question(
        asks="words",
        file=file,
        sentence=_(
            "These names in the column “{column}” of “{file}” are nearly those of something that "
            "is here already: {words}. Are they the same?"
        ).format(column=short_name(column), file=short_name(file), words=_listed(alike)),
        choices=(Choice(NEW, _("A new one")), *(Choice(name, name) for name in names)),
        column=column,
        field=field,
        words=_words(counts, alike),
        likely=NEW,
        is_needed=False,
    )


def ask_choice(
    file: str, kind: Kind, field: str, column: Seen, unknown: Mapping[str, str]
) -> Question:
    """Which of the program's own words do these mean? None of them, unless one says so."""
    values = dict.fromkeys((fields_of(kind)[field].words or {}).values())
    return Question(
        asks="words",
        file=file,
        sentence=_(
            "These words in the column “{column}” of “{file}” mean nothing here and are left out: "
            "{words}. Do they mean one of these?"
        ).format(column=short_name(column.name), file=short_name(file), words=_listed(unknown)),
        choices=(
            Choice(LEFT, _("Leave it empty")),
            *(Choice(value, word_names((value,))) for value in values),
        ),
        column=column.name,
        field=field,
        words=_words(column.words or {}, unknown),
        likely=LEFT,
        is_needed=False,
    )


def _words(counts: Mapping[str, int], likely: Mapping[str, str]) -> tuple[Word, ...]:
    return tuple(Word(word, counts.get(word, 0), likely[word]) for word in likely)


def _listed(words: Mapping[str, str]) -> str:
    shown = [short_name(word) for word in list(words)[:_WORDS_SHOWN]]
    return _(", ").join(shown) + (" …" if len(words) > _WORDS_SHOWN else "")
