"""Imports what reads and understands a file, away from the window and before one comes."""

import sys
from importlib import import_module

ENGINE = (
    *("reading.looking", "guessing.guess", "guessing.here", "mapping_file", "presets"),
    *("saved_mappings", "importing"),
)


def bring_in() -> bool:
    """Imports all of it; whether any of it was not here yet."""
    names = [f"revops_desktop.exchange.{name}" for name in ENGINE]
    is_new = any(name not in sys.modules for name in names)
    for name in names:
        import_module(name)
    return is_new
