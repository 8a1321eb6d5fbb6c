"""Everything the program says is said in Japanese too, and the compiled file is the written one."""

import ast
from collections.abc import Iterator

import pytest

from tests import catalogue
from tests.source import PACKAGE, Module, read


@pytest.fixture(scope="module")
def made() -> object:
    return catalogue.catalogue(catalogue.translations())


def test_every_message_has_a_japanese_translation(made) -> None:
    assert catalogue.missing(made) == []


def test_no_translation_is_a_repeated_english_sentence(made) -> None:
    assert catalogue.untranslated_letters(made) == []


def test_the_names_in_braces_agree(made) -> None:
    assert catalogue.disagreements(made) == []


def test_nothing_is_fuzzy() -> None:
    assert "fuzzy" not in catalogue.PO.read_text(encoding="utf-8")


def test_the_catalogue_is_up_to_date(made) -> None:
    hint = "run: python -m tests.catalogue"
    assert catalogue.PO.read_bytes() == catalogue.as_po(made), hint
    assert catalogue.MO.read_bytes() == catalogue.as_mo(made), hint


def test_a_missing_brace_is_found() -> None:
    assert catalogue.placeholders("“{deal}” to {stage}") == {"deal", "stage"}


def test_the_program_speaks_japanese() -> None:
    from revops_desktop import i18n

    with i18n.use_language("ja"):
        assert i18n.days(3) == "3日"


def never_collected(module: Module) -> Iterator[str]:
    """Messages that are put together before they are looked up: no catalogue holds those."""
    for node in module.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        number = {"_": 1, "N_": 1, "ngettext": 2}.get(node.func.id, 0)
        for argument in node.args[:number]:
            if _is_put_together(argument):
                yield f"{module.name}:{node.lineno} {ast.unparse(argument)[:60]}"


def _is_put_together(argument: ast.expr) -> bool:
    if isinstance(argument, ast.Call):
        return isinstance(argument.func, ast.Attribute) and argument.func.attr in ("format", "join")
    return isinstance(argument, ast.JoinedStr | ast.BinOp)


def test_messages_are_whole_when_they_are_looked_up() -> None:
    assert [found for module in read(PACKAGE) for found in never_collected(module)] == []


@pytest.mark.parametrize(
    "text", ["_(f'{name} was moved')", "_('{n}'.format(n=1))", "_('a ' + name)"]
)
def test_a_message_put_together_too_early_is_found(text: str) -> None:
    assert len(list(never_collected(Module("revops_desktop.cli", text)))) == 1
