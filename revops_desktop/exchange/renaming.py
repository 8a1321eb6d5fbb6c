"""From the words of a file to the words here, as its mapping says ([source.values])."""

from collections.abc import Callable

from revops_desktop.exchange.mapping import Source
from revops_desktop.rules.text import match_key


def renaming(source: Source, field: str) -> Callable[[str], str]:
    """What a word of the file is called here: itself where nothing is said, "" where it is left."""
    words = {match_key(word): meaning for word, meaning in source.values.get(field, {}).items()}
    if not words:
        return lambda written: written
    return lambda written: words.get(match_key(written), written)
