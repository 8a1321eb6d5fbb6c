"""The command line: a thin face over the same functions as the window.

Exit status: 0 done, 1 it could not be done (a sentence on stderr says why), 2 it was asked wrongly.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from revops_desktop import i18n
from revops_desktop.errors import Problem
from revops_desktop.i18n import _

COMMANDS = (
    *("demo", "new", "inspect", "import", "export", "metrics", "report", "check", "backup"),
    *("move", "undo", "redo", "log", "clock", "imports", "take-back"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and answers the exit status; without a command it opens the window."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    i18n.set_language(i18n.system_language())
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a name shows its code instead of failing half-way.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(words)
    except Problem as problem:
        return _fail(str(problem))
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        return _fail(_("Stopped. Nothing was changed."))
    except OSError as problem:
        return _fail(
            _("{path}: {reason}. Nothing was changed. Please check the path.").format(
                path=problem.filename or _("The output"), reason=problem.strerror
            )
        )


def _run(words: list[str]) -> int:
    # Opening a file does not wait for the parser: the first frame is near.
    if not words or (len(words) == 1 and words[0] not in COMMANDS and words[0][:1] != "-"):
        from revops_desktop.cli.window import open_window

        if words and not Path(words[0]).exists():
            return _fail(
                _(
                    "There is no file and no command “{word}”. Please see: revops-desktop --help"
                ).format(word=words[0])
            )
        return open_window(Path(words[0]) if words else None)
    from revops_desktop.cli.arguments import WrongUse, parse

    try:
        chosen = parse(words)
        if getattr(chosen, "as_json", False) and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        return int(chosen.run(chosen) or 0)
    except WrongUse as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except SystemExit as asked:
        # --help and --version have printed what was asked for.
        return int(asked.code or 0)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
