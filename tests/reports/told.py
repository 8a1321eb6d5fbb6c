"""A finished report read back, and what the command line answers beside it."""

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from revops_desktop import cli
from revops_desktop.analytics.river_picture import RiverPicture, river_picture
from revops_desktop.database.workspace import Workspace
from revops_desktop.i18n import use_language
from revops_desktop.reports.diagnosis import Diagnosis, diagnosis, diagnosis_figures
from revops_desktop.reports.part import Wanted
from revops_desktop.rules.periods import last_months, month_period
from tests.reports.reading import Line, compact, printed_at, read, stands_for

AT = 1_793_000_000

Json = dict[str, Any]


@dataclass
class Told:
    """A report read back, and what the command line answers beside it."""

    file: Path
    month: str
    language: str
    lines: list[Line]
    pipeline: str
    title: dict[str, str]
    picture: RiverPicture

    @cached_property
    def now(self) -> Json:
        """Of the month, its cohort followed until its end."""
        return self._answer(self.month, self.month)

    @cached_property
    def now_by_period(self) -> Json:
        """Of the month, its stages set side by side."""
        return self._answer(self.month, self.month, "period")

    @cached_property
    def year(self) -> Json:
        """Of the twelve months."""
        return self._answer(last_months(self.month, 12)[0], self.month)

    @cached_property
    def year_by_period(self) -> Json:
        """Of the twelve months, their stages set side by side."""
        return self._answer(last_months(self.month, 12)[0], self.month, "period")

    def before(self, months: int) -> Json:
        """Of an earlier month, as of this one's end."""
        month = last_months(self.month, months + 1)[0]
        return self._answer(month, month)

    def stood(self, months: int) -> Json:
        """Of an earlier month, as of its own end."""
        month = last_months(self.month, months + 1)[0]
        return _asked(self.file, self.pipeline, month, month, "cohort", month)

    def _answer(self, first: str, last: str, view: str = "cohort") -> Json:
        return _asked(self.file, self.pipeline, first, last, view, self.month)

    def part(self, key: str) -> list[Line]:
        """The lines of a part, from its opening to the next one's."""
        order = list(self.title)
        opening = {
            compact(f"{number}{self.title[one]}"): one for number, one in enumerate(order, 1)
        }
        found, inside = [], order[0]
        for line in self.lines:
            inside = opening.get(compact(line.text), inside)
            if inside == key:
                found.append(line)
        return found

    def see(
        self, lines: Sequence[Line], name: str, values: Sequence[float | None], units: str
    ) -> None:
        """Holds that a line beside this name prints these values in their order.

        `units`: of each value: n a number, % a share, m money, d days, ? anything.
        """
        rows = printed_at(lines, name, len(values))
        fits = [
            all(
                self._is(text, value, unit)
                for text, value, unit in zip(texts, values, units, strict=True)
            )
            for texts in rows
        ]
        assert any(fits), (self.month, self.language, name, values, rows)

    def _is(self, text: str, value: float | None, unit: str) -> bool:
        if unit == "?":
            return True
        if value is None:
            return text == "—"
        if (unit == "%") != ("%" in text) or (unit == "m") != any(one in text for one in "¥$"):
            return False
        return stands_for(text, value)


_answers: dict[tuple[object, ...], Json] = {}


def _asked(file: Path, pipeline: str, first: str, last: str, view: str, as_of: str) -> Json:
    """What `metrics --json` writes; asked once for all languages."""
    key = (file, pipeline, first, last, view, as_of)
    if key not in _answers:
        begin, end, then = (month_period(month) for month in (first, last, as_of))
        words = ["metrics", str(file), "--json", "--view", view, "--pipeline", pipeline]
        words += ["--from", str(begin.first), "--to", str(end.last), "--as-of", str(then.last)]
        said = io.StringIO()
        with redirect_stdout(said):
            assert cli.main(words) == 0
        _answers[key] = json.loads(said.getvalue())
    return _answers[key]


def told(
    file: Path, month: str, languages: Sequence[str], pipeline: int = 1
) -> Iterator[tuple[Told, Diagnosis]]:
    """The report of a month read back, in each language."""
    with Workspace.open(file) as workspace:
        found = diagnosis_figures(workspace.ask, Wanted(pipeline, month, languages[0], AT))
        asked = found.asked
        picture = workspace.ask(
            river_picture, as_of=asked.now + 1, pipeline_id=pipeline, period=asked.year
        )
    for language in languages:
        there = Diagnosis(Wanted(pipeline, month, language, AT), asked, found.answers)
        with use_language(language):
            titles = {part.key: part.title() for part, _answer in found.answers}
        lines = read(diagnosis(there, made_at=AT))
        yield Told(file, month, language, lines, asked.pipeline, titles, picture), found
