"""What is seen.

Importing Qt replaces Python's `__import__` by a slower one for the sake of a feature that nothing
here uses; it is put back, so that every later import costs what it did before.
"""

import builtins
import importlib

_plain_import = builtins.__import__
importlib.import_module("PySide6.QtCore")
builtins.__import__ = _plain_import
