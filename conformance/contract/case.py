"""One request made up from a description, and what is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from conformance.model import Headers

LONGEST_URL = 8000
LARGEST_BODY = 64_000


@dataclass(frozen=True, slots=True)
class Case:
    """A request to one operation, ready to send.

    `template` is the path as described, `pointer` where the operation stands in the document. `valid` says that it
    keeps the description; else `broken` says in words what does not, `place` where ("path", "query", "header", "body",
    "method", "media type"), `name` of which parameter, or the JSON Pointer into the body, `kind` which keyword is not
    kept, and `value` what stands there, shortened. `real` is false where the path holds an id that nobody is known to
    have, so that 404 is a proper answer.
    """

    method: str
    template: str
    pointer: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    valid: bool = True
    broken: str = ""
    place: str = ""
    name: str = ""
    kind: str = ""
    value: str = ""
    real: bool = True

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about; of cases with the same key one tells most of what the others do."""
        return self.place, self.name, self.kind

    @property
    def doubt(self) -> int:
        """How far from unmistakable the fault is: a word where none belongs, a list or an object, anything else."""
        if self.value.strip('"').isalpha() and self.value not in {"true", "false"}:
            return 0
        return 1 if self.value.startswith(("{", "[")) else 2


def address(
    base: str, template: str, path: Mapping[str, str], query: Sequence[tuple[str, str]] = ()
) -> str:
    """The URL of a request: each value percent-encoded, but for what is the same in a query either way."""
    for name, text in path.items():
        template = template.replace("{" + name + "}", quote(text, safe=""))
    pairs = [f"{quote(name, safe='$')}={quote(text, safe=',:')}" for name, text in query]
    return base.rstrip("/") + "/" + template.lstrip("/") + ("?" + "&".join(pairs) if pairs else "")


def fits_in_path(text: str) -> bool:
    """Whether a text is one segment for everybody: not empty, no dots alone, nothing that is decoded twice."""
    return bool(text.strip()) and text not in {".", ".."} and not set(text) & set("/\\%?#;")


def fits_in_header(text: str) -> bool:
    """Whether a text can be the value of a header field, and arrives as it was sent (RFC 9110, section 5.5)."""
    return bool(text) and text == text.strip() and all("\x20" <= it <= "\x7e" for it in text)


def legible(text: str) -> str:
    """A text with a plain letter for each character that is not printed: control characters, halves of a pair."""
    return text if text.isprintable() else "".join(it if it.isprintable() else "x" for it in text)
