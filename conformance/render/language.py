"""The words of the reports, one file a language: `texts/CODE.toml`. Another language needs only another file."""

import gettext
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conformance.errors import UsageError

DEFAULT = "en"
_FOLDER = Path(__file__).parent / "texts"

Forms = tuple[str, ...]
"""A sentence in as many forms as the language has plurals; one form where no number stands in it."""


@dataclass(frozen=True)
class Said:
    """A text and the language that it is in, which need not be the one that was asked for."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Language:
    """What a report says in one language.

    `language("failed.title")` is a text; with `n=3` it is the form for that number, and every keyword is filled in.
    """

    code: str
    texts: Mapping[str, Forms]
    plural: Callable[[int], int]

    def __call__(self, key: str, **values: object) -> str:
        """The text of that key, in the form for the number `n` where one is given."""
        forms = self.texts[key]
        number = values.get("n")
        form = self.plural(number) if isinstance(number, int) and len(forms) > 1 else 0
        return forms[form].format_map(values) if values else forms[0]

    def of(self, texts: Mapping[str, str]) -> Said:
        """The text of a profile in this language, else in English, else in whatever language there is."""
        for code in (self.code, DEFAULT, *texts):
            if texts.get(code):
                return Said(texts[code], code)
        return Said("", self.code)

    def join(self, parts: Iterable[str]) -> str:
        """Parts as an enumeration: "a, b and c"."""
        *most, last = list(parts) or [""]
        return f"{', '.join(most)} {self('and')} {last}" if most else last


def available() -> tuple[str, ...]:
    """The codes of the languages that there are texts in."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))


@cache
def load(code: str) -> Language:
    """The language of that code; raises UsageError when there are no texts in it."""
    if code not in available():
        raise UsageError(
            f"there are no texts in language {code!r}", hint=f"languages: {', '.join(available())}"
        )
    read = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    plural = rule(read.pop("plural"))
    return Language(code, dict(_flat(read)), plural)


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Forms]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", (value,) if isinstance(value, str) else tuple(value)


def rule(expression: str) -> Callable[[int], int]:
    """Which form of a text goes with a number, from an expression as gettext's catalogues have it."""
    return gettext.c2py(expression)
