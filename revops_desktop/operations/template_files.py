"""Template files: the built-in ones in `resources/templates`, and those that owners save.

A template is a file, never code. The built-in ones name files of their own for what several share
(exit reasons, lead score), and hold every text in Japanese and English; a file that the owner saved
holds everything itself, in one language. A file is checked whole before anything is done with it.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from revops_desktop import paths
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations.template_parts import (
    EXIT_KINDS,
    CriterionTemplate,
    FieldTemplate,
    FunctionTemplate,
    ItemTemplate,
    LimitTemplate,
    ReasonTemplate,
    RuleTemplate,
    ScoreTemplate,
    StageTemplate,
    Template,
    TemplateSummary,
    Words,
)
from revops_desktop.rules import toml_part
from revops_desktop.rules.business_clock import MOST_DAYS, MOST_MINUTES
from revops_desktop.rules.custom_fields import KINDS
from revops_desktop.rules.deal_fields import ACTIVITY_LABELS, FIELD_LABELS
from revops_desktop.rules.handoff_items import ITEM_FIELDS
from revops_desktop.rules.lead_score import ACTIVITY_KINDS, ATTRIBUTES, MOST_POINTS
from revops_desktop.rules.text import match_key

SUFFIX = ".toml"
LANGUAGES = ("ja", "en")
PHASES = ("lead", "opportunity", "customer")
LEVELS = ("block", "warn", "log")
# By condition, what it needs beside its text.
CONDITIONS = {
    "checklist": "",
    "field_filled": "field",
    "custom_field_filled": "custom_field",
    "amount_above_zero": "",
    "activity_logged": "activity_kind",
    "score_reached": "least_score",
    "handoff_items_filled": "",
    "handoff_ready": "",
}
COMPARISONS = ("is", "contains", "at_least", "at_most", "filled")
# What can have been logged; what the program notes by itself is none of it.
ACTIVITIES = tuple(kind for kind in ACTIVITY_LABELS if kind not in ("override", "task"))
_LARGEST_FILE = 2_000_000
_MOST_STAGES = 100
_LONGEST = 36_500
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_WRONG = N_("In the template file “{file}”, at {key}: {problem} Nothing was changed.")
_SHARED = {"exit_reasons": "exit-reasons", "score_rules": "lead-score"}


class _Part(toml_part.TomlPart):
    """A table of a template file; nothing is done with a template while it holds a wrong value."""

    def sentence(self) -> str:
        return _(_WRONG)

    def worded(self) -> Words:
        """The text of a table that is one: text = "…", or ja = "…" and en = "…"."""
        said = _("Please write text = “…”, or ja = “…” and en = “…”.").replace("“…”", '"…"')
        if text := self.text("text"):
            return dict.fromkeys(LANGUAGES, text)
        found = {one: self.text(one) for one in LANGUAGES}
        ja, en = found["ja"] or found["en"], found["en"] or found["ja"]
        if not ja or not en:
            raise self.wrong("", said)
        return {"ja": ja, "en": en}

    def words(self, key: str, default: str | None = None) -> Words:
        """A text in one language, or {ja = "…", en = "…"}; needed where there is no default."""
        found = self.raw(key)
        if found is None and default is not None:
            return dict.fromkeys(LANGUAGES, default)
        if isinstance(found, str) and (found or default is not None):
            return dict.fromkeys(LANGUAGES, found)
        if not isinstance(found, dict):
            raise self.wrong(key, _("It is missing. Please write a text in quotation marks."))
        inner = _Part(self.file, self._below(key), found)
        words = inner.worded()
        inner.nothing_else()
        return words

    def listed(self, key: str) -> "list[_Part]":
        """A list of texts or of tables with a text, as tables."""
        found = self.raw(key)
        if isinstance(found, list):
            found = [{"text": one} if isinstance(one, str) else one for one in found]
        return _Part(self.file, self.place, {key: found} if found is not None else {}).parts(key)

    def colour(self, key: str) -> str:
        """A colour as #rrggbb."""
        found = self.text(key, "#5a6374")
        if found is None or not _COLOUR.fullmatch(found):
            raise self.wrong(key, _("Please write a colour as #rrggbb."))
        return found.lower()

    def limit(self, name: str) -> LimitTemplate | None:
        """<name>_hours, <name>_minutes or <name>_days; None where there is none."""
        hours = self.number(f"{name}_hours", 1, MOST_MINUTES // 60)
        minutes = self.number(f"{name}_minutes", 1, MOST_MINUTES)
        days = self.number(f"{name}_days", 1, MOST_DAYS)
        if sum(one is not None for one in (hours, minutes, days)) > 1:
            raise self.wrong(f"{name}_days", _("Please write hours, minutes or days: one of them."))
        if hours is None and minutes is None and days is None:
            return None
        return LimitTemplate(hours * 60 if hours is not None else minutes, days)


@cache
def available() -> tuple[TemplateSummary, ...]:
    """The built-in templates in the order in which they are offered."""
    found = []
    for path in _folder().glob(f"*{SUFFIX}"):
        part = _opened(path, head=True)
        found.append((part.number("order", 1, 99) or 99, _summary(part, path.stem)))
    found.sort(key=lambda pair: pair[0])
    return tuple(summary for _order, summary in found)


@cache
def read(key: str) -> Template:
    """The built-in template of this key; RuleBroken, naming the known ones, when there is none."""
    known = [summary.key for summary in available()]
    if key not in known:
        raise RuleBroken(
            _(
                "There is no template “{key}”. Nothing was changed. Please use one of {known}."
            ).format(key=key, known=", ".join(known))
        )
    return _template(_opened(_folder() / f"{key}{SUFFIX}"), key)


def read_file(path: Path) -> Template:
    """The template in a file of the owner's; RuleBroken says what is wrong with it and where."""
    return _template(_opened(path), path.stem)


def named(key: str) -> Template:
    """A template by the key of a built-in one, or by the path of a file of the owner's."""
    return read_file(Path(key)) if is_path(key) else read(key)


def is_path(key: str) -> bool:
    """Whether this names a file of the owner's: it ends like one, or says in which folder."""
    return key.lower().endswith(SUFFIX) or Path(key).name != key


def _folder() -> Path:
    return paths.resources() / "templates"


def _opened(path: Path, *, head: bool = False) -> _Part:
    """A file as a table; of a built-in one `head` is what stands before its lists."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ValueError(path.name)
        text = path.read_text(encoding="utf-8-sig")
        return _Part(path.name, "", tomllib.loads(text.split("\n[[")[0] if head else text))
    except OSError as error:
        raise RuleBroken(
            _(
                "The template file “{file}” cannot be read ({why}). Nothing was changed. "
                "Please choose another file."
            ).format(file=path.name, why=error.strerror or type(error).__name__)
        ) from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, tomllib.TOMLDecodeError) else ""
        raise RuleBroken(
            _(
                "“{file}” is no template file. Nothing was changed. "
                "Please choose a file that was saved as a template. {why}"
            )
            .format(file=path.name, why=why)
            .strip()
        ) from None


def _template(part: _Part, key: str) -> Template:
    part.raw("order")
    functions = tuple(
        FunctionTemplate(one.needed_text("key"), one.words("name"), one.colour("colour"))
        for one in part.parts("functions")
    )
    known = tuple(one.key for one in functions)
    stages = tuple(_stage(one, known) for one in part.parts("stages"))
    if not 1 <= len(stages) <= _MOST_STAGES:
        raise part.wrong(
            "stages", _("Please write 1 to {number} stages.").format(number=_MOST_STAGES)
        )
    phases = [PHASES.index(one.phase) for one in stages]
    if phases != sorted(phases):
        raise part.wrong(
            "stages",
            _("Stages follow each other as leads, then opportunities, then customers."),
        )
    made = Template(
        summary=_summary(part, key),
        functions=functions,
        stages=stages,
        exit_reasons=_exit_reasons(part),
        handoff_rules=_rules(part, known),
        score_rules=_score_rules(part),
        nurture_lists=tuple(_words_alone(one) for one in part.listed("nurture_lists")),
        custom_fields=tuple(
            FieldTemplate(
                *(one.needed_text("name"), one.needed_choice("kind", KINDS)), one.texts("choices")
            )
            for one in part.parts("custom_fields")
        ),
    )
    part.nothing_else()
    known_fields = {match_key(one.name) for one in made.custom_fields}
    for name in _custom_fields(made):
        if match_key(name) not in known_fields:
            raise part.wrong(
                "custom_fields",
                _("“{field}” is named and not there. Please add it.").format(field=name),
            )
    return made


def _custom_fields(template: Template) -> Iterator[str]:
    """The fields of the owner's that criteria and items name."""
    for stage in template.stages:
        yield from (one.custom_field for one in stage.exit_criteria if one.custom_field)
    for rule in template.handoff_rules:
        yield from (one.custom_field for one in rule.conditions if one.custom_field)
        yield from (one.custom_field for one in rule.items if one.custom_field)


def _words_alone(part: _Part) -> Words:
    found = part.worded()
    part.nothing_else()
    return found


def _summary(part: _Part, key: str) -> TemplateSummary:
    return TemplateSummary(key, part.words("name"), part.words("description", ""))


def _stage(part: _Part, functions: tuple[str, ...]) -> StageTemplate:
    phase = part.needed_choice("phase", PHASES)
    # Per cent; what the owner set finer is written as basis points.
    percent = part.number("probability", 0, 100)
    made = StageTemplate(
        names=part.words("name"),
        function=part.choice("function", functions) or "",
        phase=phase,
        probability=part.number("probability_basis_points", 0, 10_000) or (percent or 0) * 100,
        new_sale=part.flag("new_sale"),
        colour=part.colour("colour"),
        definitions=part.words("definition", ""),
        exit_criteria=tuple(_criterion(one) for one in part.listed("exit_criteria")),
        time_limit=part.limit("time_limit"),
        idle_limit_days=part.number("idle_limit_days", 1, _LONGEST),
        wip_limit=part.number("wip_limit", 1, 1_000_000),
    )
    part.nothing_else()
    return made


def _criterion(part: _Part) -> CriterionTemplate:
    condition = part.choice("condition", tuple(CONDITIONS), "checklist") or "checklist"
    made = CriterionTemplate(
        texts=part.worded(),
        condition=condition,
        field=part.choice("field", tuple(FIELD_LABELS)),
        custom_field=part.text("custom_field"),
        activity_kind=part.choice("activity_kind", ACTIVITIES),
        least_score=part.number("least_score", 1, 1_000_000),
        level=part.choice("level", LEVELS, "warn") or "warn",
    )
    needed = CONDITIONS[condition]
    if needed and getattr(made, needed) is None:
        raise part.wrong(needed, _("It is missing: this condition needs it."))
    part.nothing_else()
    return made


def _rules(part: _Part, functions: tuple[str, ...]) -> tuple[RuleTemplate, ...]:
    made = []
    pairs = set()
    for one in part.parts("handoff_rules"):
        pair = (one.needed_choice("from", functions), one.needed_choice("to", functions))
        if pair[0] == pair[1] or pair in pairs:
            raise one.wrong("to", _("One rule stands between two functions. Please mend the pair."))
        pairs.add(pair)
        made.append(
            RuleTemplate(
                *pair,
                names=one.words("name"),
                definitions=one.words("definition", ""),
                ready_when=one.choice("ready_when", ("all", "any"), "all") or "all",
                conditions=tuple(_criterion(each) for each in one.listed("ready")),
                items=tuple(_item(each) for each in one.listed("items")),
                limit=one.limit("limit"),
            )
        )
        one.nothing_else()
    return tuple(made)


def _item(part: _Part) -> ItemTemplate:
    made = ItemTemplate(
        names=part.worded(),
        field=part.choice("field", ITEM_FIELDS),
        custom_field=part.text("custom_field"),
        is_required=part.flag("required", True),
    )
    part.nothing_else()
    return made


def _shared(part: _Part, key: str) -> _Part:
    """What a built-in template names as a file of its own; else what it says itself."""
    name = part.raw(key)
    if isinstance(name, str) and re.fullmatch("[a-z-]+", name):
        path = _folder() / _SHARED[key] / f"{name}{SUFFIX}"
        if path.is_file():
            return _opened(path)
    return part


def _exit_reasons(part: _Part) -> dict[str, tuple[ReasonTemplate, ...]]:
    source = _shared(part, "exit_reasons")
    inner = source.part("exit_reasons") if source is part else source
    found = {
        kind: tuple(_reason(one) for one in inner.listed(kind)) if inner is not None else ()
        for kind in EXIT_KINDS
    }
    if inner is not None:
        inner.nothing_else()
    return found


def _reason(part: _Part, level: int = 1) -> ReasonTemplate:
    names = part.words("name") if "name" in part.names() else part.worded()
    made = ReasonTemplate(
        key=part.text("key", "") or "",
        names=names,
        usual_wait_days=part.number("usual_wait_days", 1, _LONGEST),
        asks_note=part.flag("asks_note"),
        reasons=tuple(_reason(one, 2) for one in part.listed("reasons")) if level == 1 else (),
    )
    part.nothing_else()
    return made


def _score_rules(part: _Part) -> tuple[ScoreTemplate, ...]:
    source = _shared(part, "score_rules")
    made = []
    for one in source.parts("score_rules"):
        kind = one.choice("activity_kind", ACTIVITY_KINDS)
        attribute = one.choice("attribute", tuple(ATTRIBUTES))
        if (kind is None) == (attribute is None):
            raise one.wrong(
                "attribute", _("Please write either activity_kind or attribute: one of them.")
            )
        comparison = one.choice("comparison", COMPARISONS, "filled" if attribute else None)
        made.append(
            ScoreTemplate(
                names=one.words("name"),
                points=one.number("points", -MOST_POINTS, MOST_POINTS) or 0,
                activity_kind=kind,
                attribute=attribute,
                comparison=comparison if attribute else None,
                values=one.words("value") if "value" in one.names() else None,
                half_life_days=one.number("half_life_days", 1, _LONGEST),
                most=one.number("most", 1, 1_000_000),
            )
        )
        one.nothing_else()
    return tuple(made)
