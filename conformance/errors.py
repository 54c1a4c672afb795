"""Everything that is raised on purpose.

A candidate that breaks a standard is not an error; it is a finding. The tree, with the exit code of the command line:

    ConformanceError
    ├── ConfigurationError      2  something given to us cannot be used; nothing was judged
    │   ├── UsageError             a name or an option that does not exist
    │   ├── SettingsError          conformance.toml, CONFORMANCE_* variables
    │   ├── DeclarationError       candidate.toml
    │   ├── DescriptionError       an OpenAPI document that cannot be read
    │   ├── ProfileError           profiles/: every fault at once
    │   └── RecordError            a record that is cut, altered or of another kind
    ├── PreflightError          4  the candidate cannot be reached, or cannot be judged as it stands
    │   └── RefusedAddress         the address guard said no
    ├── OutputError             5  a file cannot be written
    ├── Unanswered              –  no usable answer to one request: the judge makes it *inconclusive*
    │   └── BudgetSpent            the request budget is used up
    └── EffectRefused           –  a check asked for more than the run allows: our fault
"""

from collections.abc import Sequence

from conformance.model import Exchange


class ConformanceError(Exception):
    """A message that names the thing, and a hint that says what to do next."""

    exit_code = 5

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigurationError(ConformanceError):
    """Something that was given to the suite cannot be used."""

    exit_code = 2


class UsageError(ConfigurationError):
    """A name or an option that does not exist."""


class SettingsError(ConfigurationError):
    """The suite's own settings cannot be used."""


class DeclarationError(ConfigurationError):
    """A candidate declaration cannot be used."""


class DescriptionError(ConfigurationError):
    """A text is no OpenAPI document that can be read; the message names the document, the place in it, and why."""


class ProfileError(ConfigurationError):
    """Profile files cannot be used; `faults` lists every one of them, each with file and key."""

    def __init__(self, faults: Sequence[str]) -> None:
        many = (
            f"{len(faults)} faults in the profile files"
            if len(faults) > 1
            else "a fault in a profile file"
        )
        super().__init__("\n".join((f"{many}:", *(f"  {fault}" for fault in faults))))
        self.faults = tuple(faults)


class RecordError(ConfigurationError):
    """A record is cut, altered, or not a record."""


class PreflightError(ConformanceError):
    """The candidate cannot be reached, or not judged as it stands; nothing was scored."""

    exit_code = 4


class RefusedAddress(PreflightError):
    """The address guard refuses where a request would go."""


class OutputError(ConformanceError):
    """A file cannot be written."""


class Unanswered(ConformanceError):
    """A request got no usable answer; `exchange` shows the attempt when there was one."""

    def __init__(self, message: str, exchange: Exchange | None = None) -> None:
        super().__init__(message)
        self.exchange = exchange


class BudgetSpent(Unanswered):
    """The request budget of the run is used up."""


class EffectRefused(ConformanceError):
    """A check asked for a request that the mode of the run does not allow."""
