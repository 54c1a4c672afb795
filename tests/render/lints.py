"""What a lint may have found, for the tests of the renderers: every level and status, and a hostile document."""

from conformance.linted import Fault, Linted, Place, Unfollowed
from conformance.model import Finding, Level, Profile, Requirement, Result, Status

HOSTILE = "[click](http://evil.example) {0} <b>x</b>\x1b[31m\x00\u202e"
FILE = "specs/openapi.yaml"
PROFILE = Profile(
    id="tiny",
    title={"en": "Tiny rules", "nl": "Kleine regels"},
    versions=("1.0", "2.0"),
    revision="3",
    digest="sha256:" + "ab" * 32,
    source="https://example.org/",
    steward="nobody",
    accept="*/*",
    classes={"core": {"en": "Core", "nl": "Kern"}},
    sections={"paths": {"en": "Paths", "nl": "Paden"}},
    requirements=(),
)


def requirement(name: str, level: Level = Level.MUST) -> Requirement:
    """A requirement of the tiny profile."""
    return Requirement(
        id=f"tiny/paths/{name}",
        level=level,
        conformance_class="core",
        source=f"https://example.org/#{name}",
        statement={"en": f"It holds for {name}.", "nl": f"Het geldt voor {name}."},
        fix={"en": f"Make {name} hold.", "nl": f"Zorg dat {name} geldt."},
        section="paths",
        lint="local.x",
    )


CASE = requirement("case")
WORDS = requirement("words", Level.SHOULD)
FAULTS = (
    Fault(
        Place(FILE, 4, 3, "/paths/~1Gebouwen"),
        CASE,
        Finding(False, "a path in lower case", "/Gebouwen", "/paths/~1Gebouwen"),
    ),
    Fault(
        Place(FILE, 9, 3, f"/paths/~1{HOSTILE}"),
        CASE,
        Finding(False, "a path in lower case", HOSTILE, f"/paths/~1{HOSTILE}"),
    ),
    Fault(
        Place(FILE, 12, 5, "/paths/~1b/get"),
        WORDS,
        Finding(False, "a summary", "none", "/paths/~1b/get"),
    ),
    Fault(
        Place(FILE, 12, 5, "/paths/~1b/get"),
        WORDS,
        Finding(False, "a description", "none", "/paths/~1b/get"),
    ),
)
REPEATED = Place(FILE, 20, 3, "/paths/~1b")
UNFOLLOWED = Unfollowed(Place(FILE, 7, 9, "/paths/~1c/$ref"), "file:///etc/passwd", "not read")


def linted(
    *results: Result,
    faults: tuple[Fault, ...] = FAULTS,
    unfollowed: tuple[Unfollowed, ...] = (UNFOLLOWED,),
    repeated: tuple[Place, ...] = (),
    source: str = FILE,
) -> Linted:
    """What a lint found; without results of its own, one of every status that a lint knows."""
    return Linted(
        source, "3.0.3", PROFILE, "2.0", results or every_status(), faults, unfollowed, repeated
    )


def every_status() -> tuple[Result, ...]:
    """Two broken requirements, and one of each other status."""
    return (
        Result(CASE, Status.FAILED, unmet=2),
        Result(WORDS, Status.FAILED, unmet=2),
        Result(requirement("kept"), Status.PASSED, met=3),
        Result(requirement("absent", Level.MAY), Status.INAPPLICABLE, "no query"),
        Result(requirement("advice", Level.SHOULD), Status.BLOCKED, "no data"),
        Result(requirement("doubt"), Status.INCONCLUSIVE, "two readings"),
        Result(requirement("ours"), Status.ERRORED, "KeyError: 'x'"),
    )
