"""From the columns of a file whose kind is known to its part of the mapping."""

from collections.abc import Mapping
from dataclasses import replace

from revops_desktop.exchange.cells.conversion import heard
from revops_desktop.exchange.cells.date_orders import DateEvidence
from revops_desktop.exchange.fields import FIELDS, NEEDED, word_key
from revops_desktop.exchange.guessing import asking
from revops_desktop.exchange.guessing.columns import (
    INTO_NOTE,
    Match,
    custom_places,
    fields_of,
    is_serial,
    lines_of_note,
    matches,
    repeated_number,
)
from revops_desktop.exchange.guessing.drafts import Asked, SourceGuess
from revops_desktop.exchange.guessing.evidence import MISSING, MOST_FOR_STAGES, Seen
from revops_desktop.exchange.guessing.names import names_alike
from revops_desktop.exchange.guessing.prices import with_right_prices
from revops_desktop.exchange.guessing.questions import LEFT
from revops_desktop.exchange.guessing.roles import (
    NEEDED_ROLES,
    ROLES,
    Way,
    assigned,
    is_plain,
    words_of,
)
from revops_desktop.exchange.guessing.units import take_unit
from revops_desktop.exchange.guessing.ways import holds, tell_history, tell_ways
from revops_desktop.exchange.guessing.years import decide_years, without_left_out
from revops_desktop.exchange.mapping import Column, Source
from revops_desktop.rules.text import match_key


def source_for(asked: Asked, by: Source | None = None) -> SourceGuess:
    """The mapping of a file that holds records of one kind; every answer goes before a guess.

    `by`: the part of a known mapping that fits the file; then its columns are not guessed.
    """
    kind, columns = asked.kind, asked.columns
    if by is not None:
        asked = replace(asked, ways=_ways_of(by), stages=_stages_of(by))
    found = _of_known(asked, by) if by else matches(kind, columns, asked.words, asked.here)
    if by is not None and asked.is_shipped:
        found = _with_own_names(asked, found)
    found = without_left_out(asked, _with_said(asked, found))
    if by is None or asked.is_shipped:
        found = with_right_prices(asked, found)
    roles = {name: match.column for name, match in found.items() if name in ROLES.get(kind, {})}
    source = replace(
        by or Source(file=asked.path.name, kind=kind, columns={}, missing=MISSING),
        columns={name: one.column for name, one in found.items() if name in FIELDS[kind]},
        at_column=roles.get("at"),
        from_column=roles.get("from"),
        stage_column=roles.get("stage"),
    )
    made = SourceGuess(source)
    take_unit(asked, made, found, is_own=by is not None and not asked.is_shipped)
    _ask_needed(asked, made, found)
    number = repeated_number(kind, columns, found, asked.words)
    if by is None and number is not None and not asked.said("column", name="external_key"):
        made.questions.append(asking.ask_number(asked.path.name, number))
    if by is not None and not is_plain(by):
        # It names the stages of a pipeline of its own: there is nothing to find out.
        pass
    elif kind == "deals":
        tell_ways(asked, made, roles, found)
    elif "stage" in roles:
        tell_history(asked, made, found)
    _decide_dates(asked, made, found)
    decide_years(asked, made, found)
    _tell_choices(asked, made, found)
    _ask_alike(asked, made, found)
    lines = made.source.into_note
    if by is None or asked.is_shipped:
        lines = lines_of_note(kind, columns, found, asked.words, asked.here)
    if "note" in FIELDS[kind]:
        made.source = replace(made.source, into_note=_said_lines(asked, lines))
    made.unused = _unused(asked, made, found)
    return made


def _said_lines(asked: Asked, lines: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that are lines of the note, with and without those of which it was said."""
    said = {
        answer.column: answer.value
        for answer in asked.answers
        if answer.asks == "column" and answer.field == INTO_NOTE
    }
    more = tuple(name for name, value in said.items() if value and asked.named(name) is not None)
    kept = (name for name in lines if said.get(name) != "")
    return tuple(dict.fromkeys((*kept, *more)))


def _unused(asked: Asked, made: SourceGuess, found: Mapping[str, Match]) -> tuple[str, ...]:
    """The columns that say something and come in nowhere."""
    used = {place for match in found.values() for place in match.places}
    used |= custom_places(asked.kind, asked.columns, asked.here.fields)
    lines = set(made.source.into_note)
    return tuple(
        one.name
        for one in asked.columns
        if one.name and one.place not in used and one.name not in lines and not one.is_empty
    )


def _ways_of(by: Source) -> dict[str, Way]:
    return {match_key(word): way for way, words in words_of(by).items() for word in words if word}


def _stages_of(by: Source) -> dict[str, str]:
    return {match_key(word): name for word, name in by.values.get("stage", {}).items()}


def _of_known(asked: Asked, by: Source) -> dict[str, Match]:
    """The columns that a known mapping names; those of a file that goes on have no place here."""
    joined = {match_key(name) for join in by.joins for name in join.columns}
    found = {}
    for name, column in assigned(by).items():
        places = tuple(one.place for one in map(asked.named, column.names) if one is not None)
        is_joined = any(match_key(one) in joined for one in column.names)
        if places or is_joined or column.value is not None:
            found[name] = Match(name, column, places, 1)
    return found


def _with_own_names(asked: Asked, found: dict[str, Match]) -> dict[str, Match]:
    """What a shipped mapping does not know is found by its name, as where there is none."""
    taken = {place for match in found.values() for place in match.places}
    own = matches(asked.kind, asked.columns, asked.words, asked.here)
    for name, match in own.items():
        is_known = name in found or name not in FIELDS[asked.kind] or not match.likeness
        if not is_known and taken.isdisjoint(match.places):
            found[name] = match
            taken.update(match.places)
        elif name in found and match.column.by_row and set(found[name].places) <= set(match.places):
            found[name] = match
    return found


def _with_said(asked: Asked, found: dict[str, Match]) -> dict[str, Match]:
    """Columns that were said go before those that were found; "" is said for none."""
    for answer in asked.answers:
        if answer.asks != "column" or answer.field not in fields_of(asked.kind):
            continue
        found.pop(answer.field, None)
        column = asked.named(answer.value)
        if column is not None:
            taken = {name for name, match in found.items() if column.place in match.places}
            for name in taken:
                del found[name]
            found[answer.field] = Match(answer.field, Column((column.name,)), (column.place,), 1)
    return found


def _ask_needed(asked: Asked, made: SourceGuess, found: Mapping[str, Match]) -> None:
    for name in (*NEEDED[asked.kind], *NEEDED_ROLES.get(asked.kind, ())):
        if name not in found:
            likely = next((one.name for one in asked.columns if one.holds == "name"), "")
            made.questions.append(
                asking.ask_column(asked.path.name, asked.kind, name, asked.columns, likely)
            )


def _decide_dates(asked: Asked, made: SourceGuess, found: Mapping[str, Match]) -> None:
    dates = dict(made.source.dates)
    for name, match in found.items():
        if not match.places or not holds(asked.kind, name, "day", "month"):
            continue
        column = asked.columns[match.places[0]]
        said = asked.said("dates", column=column.name)
        if said is not None:
            dates[column.name] = said.value
        elif dates.get("") == "auto" and is_serial(column):
            made.questions.append(asking.ask_serial(asked.path.name, column))
        elif dates.get("") == "auto" and (days := _open_days(asked, column)) is not None:
            made.questions.append(asking.ask_dates(asked.path.name, column, days))
    made.source = replace(made.source, dates=dates)


def _open_days(asked: Asked, column: Seen) -> DateEvidence | None:
    """What many rows say of days that can be read two ways; None where they tell the order."""
    if column.look.date_order != "ask":
        return None
    texts = (text for (text,) in asked.cells([column.place], MOST_FOR_STAGES))
    days = heard(DateEvidence(), texts)
    return days if days.order == "ask" else None


def _tell_choices(asked: Asked, made: SourceGuess, found: Mapping[str, Match]) -> None:
    """Words of choices as the program knows them; unknown ones are left out, and told."""
    for name, field in FIELDS[asked.kind].items():
        match = found.get(name)
        if field.words is None or match is None or not match.places:
            continue
        column = asked.columns[match.places[0]]
        there = {match_key(word): word for word in made.source.values.get(name, {})}
        said = asked.said("words", column=column.name, name=name)
        values, unknown = {}, {}
        for word in asked.counts(found, name):
            chosen = said.words.get(word) if said else None
            if chosen is None and (match_key(word) in there or word_key(word) in field.words):
                continue
            chosen = chosen or asked.words.choice(asked.kind, name, word)
            values[word] = "" if chosen in (None, LEFT) else chosen or ""
            if chosen is None:
                unknown[word] = LEFT
        if values:
            known = {**made.source.values.get(name, {}), **values}
            made.source = replace(made.source, values={**made.source.values, name: known})
        if unknown:
            made.questions.append(
                asking.ask_choice(asked.path.name, asked.kind, name, column, unknown)
            )


def _ask_alike(asked: Asked, made: SourceGuess, found: Mapping[str, Match]) -> None:
    """Names that are nearly those of somebody or something here; new ones unless one says so."""
    here = asked.here
    for name, there in (
        ("owner", here.members),
        ("product", here.products),
        ("reason", here.reasons),
    ):
        match = found.get(name)
        if match is None or not match.places:
            continue
        column = asked.columns[match.places[0]]
        counts = column.words or {}
        same, alike = names_alike(list(counts), there)
        said = asked.said("words", column=column.name, name=name)
        for word, value in (said.words if said else {}).items():
            alike.pop(word, None)
            same.pop(word, None)
            if match_key(value) in {match_key(one) for one in there}:
                same[word] = value
        if same:
            known = {**made.source.values.get(name, {}), **same}
            made.source = replace(made.source, values={**made.source.values, name: known})
        if alike:
            made.questions.append(
                asking.ask_words(asked.path.name, column.name, name, counts, alike, there)
            )
