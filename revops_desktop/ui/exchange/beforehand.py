"""Imports what reads and understands a file, away from the window and before one comes."""

from importlib import import_module

ENGINE = (
    *("reading.looking", "guessing.guess", "guessing.here", "mapping_file", "presets"),
    *("saved_mappings", "importing"),
)


def bring_in() -> None:
    """Imports all of it."""
    for name in ENGINE:
        import_module(f"revops_desktop.exchange.{name}")
