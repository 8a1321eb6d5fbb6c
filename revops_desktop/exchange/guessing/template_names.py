"""The names of the stages of our templates in the other language: フェーズ2 is Phase 2."""

import tomllib
from collections.abc import Mapping
from functools import cache

from revops_desktop.paths import resources
from revops_desktop.rules.text import match_key


@cache
def other_names() -> Mapping[str, frozenset[str]]:
    """The match keys of a stage in all languages, by each of them."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted((resources() / "templates").glob("*.toml")):
        template = tomllib.loads(path.read_text(encoding="utf-8"))
        for stage in template.get("stages", ()):
            keys = frozenset(map(match_key, stage["name"].values()))
            for key in keys:
                found[key] = found.get(key, frozenset()) | keys
    return found
