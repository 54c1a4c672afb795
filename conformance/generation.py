"""Cases in, the smallest counterexample out.

A recipe makes a case out of choices, and the first option of each choice is the simplest. Hypothesis makes the choices
and, where a case fails, looks for a simpler one that fails too. It is imported when a search begins, because that takes
a third of a second. Nothing is kept between searches or written anywhere, so the same seed gives the same cases.
"""

from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Generic, TypeVar

from conformance.errors import ConformanceError

O = TypeVar("O")  # noqa: E741  (an option)
C = TypeVar("C", bound=Hashable)  # a case
J = TypeVar("J")  # a judgement

_Size = tuple[int, list[bool]]  # of a case: its flips, first how many

_COUNTED = 4  # so many flips are counted, which makes every smaller number simpler; more are read as digits
_FEWEST_SMALLER = 24


@dataclass(frozen=True)
class Draw:
    """How a recipe chooses. `flip` is the one thing that is chosen; False is the simpler side.

    Everything is made of flips, and for a reason: of numbers and texts Hypothesis would also take those that it finds
    in the source of whatever is loaded, which differs from run to run and is kept on disk.
    """

    flip: Callable[[], bool]

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        span = high - low
        if span <= _COUNTED:
            return low + sum(self.flip() for _ in range(span))
        found = 0
        for _ in range(span.bit_length()):
            found = 2 * found + self.flip()
        return low + found % (span + 1)

    def one(self, options: Sequence[O]) -> O:
        """One of the options."""
        return options[self.number(0, len(options) - 1)]

    def some(self, options: Sequence[O], *, least: int = 0, most: int = 4) -> tuple[O, ...]:
        """Some of the options, each once, in their own order."""
        left = list(range(len(options)))
        count = self.number(min(least, len(left)), min(most, len(left)))
        chosen = [left.pop(self.number(0, len(left) - 1)) for _ in range(count)]
        return tuple(options[place] for place in sorted(chosen))

    def word(self, letters: str, least: int, most: int) -> str:
        """A word of some of these letters."""
        return "".join(self.one(letters) for _ in range(self.number(least, most)))


@dataclass(frozen=True)
class Search(Generic[C, J]):
    """What came of a search: how many cases were tried, and the smallest that fails with what was told of it.

    `case` and `told` are None when none failed.
    """

    tried: int
    seed: int
    case: C | None = None
    told: J | None = None


class _Enough(BaseException):
    """As many cases were judged as may be.

    No Exception, because Hypothesis takes any of those for a failure of the case.
    """


class _Raised(BaseException):
    """Something was raised on purpose while a case was judged; no Exception either."""

    def __init__(self, error: ConformanceError) -> None:
        super().__init__()
        self.error = error


@dataclass
class _Trial(Generic[C, J]):
    """The cases of one search that were judged, each once, and the smallest of those that fail."""

    holds: Callable[[C], J | None]
    examples: int
    most: int
    judged: dict[C, J | None] = field(default_factory=dict)
    smallest: tuple[_Size, C] | None = None

    def fails(self, made: tuple[_Size, C]) -> bool:
        """Whether a case fails; raises _Enough instead of judging one more than may be."""
        size, case = made
        if case not in self.judged:
            if len(self.judged) >= (self.most if self.smallest else self.examples):
                raise _Enough
            self.judged[case] = self._told(case)
        if self.judged[case] is None:
            return False
        if self.smallest is None or size < self.smallest[0]:
            self.smallest = made
        return True

    def _told(self, case: C) -> J | None:
        try:
            return self.holds(case)
        except ConformanceError as error:
            raise _Raised(error) from error


def counterexample(
    recipe: Callable[[Draw], C], holds: Callable[[C], J | None], *, seed: int, examples: int
) -> Search[C, J]:
    """Try `examples` cases of a recipe; where one fails, look for the smallest that does.

    `holds` says what is wrong with a case, and None when nothing is. It is asked about each case once; in all at most
    twice as often as there are examples, or 24 times more, so that finding a smaller case has an end too. What it
    raises on purpose (a ConformanceError) comes through as it is.
    """
    trial = _Trial(holds, examples, examples + max(examples, _FEWEST_SMALLER))
    try:
        if examples > 0:
            _search(recipe, trial, seed)
    except _Raised as raised:
        raise raised.error from None
    if trial.smallest is None:
        return Search(len(trial.judged), seed)
    case = trial.smallest[1]
    return Search(len(trial.judged), seed, case, trial.judged[case])


def _search(recipe: Callable[[Draw], C], trial: _Trial[C, J], seed: int) -> None:
    import hypothesis
    from hypothesis import strategies

    either = strategies.booleans()

    @strategies.composite
    def cases(draw: strategies.DrawFn) -> tuple[_Size, C]:
        flips: list[bool] = []

        def flip() -> bool:
            flips.append(draw(either))
            return flips[-1]

        case = recipe(Draw(flip))
        return (len(flips), flips), case

    settings = hypothesis.settings(
        max_examples=trial.examples
        + 1,  # from ten on, Hypothesis begins with some that are all but the simplest
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
        verbosity=hypothesis.Verbosity.quiet,
        print_blob=False,
    )
    with suppress(hypothesis.errors.NoSuchExample, _Enough):
        # Health checks are off in any search of this kind.
        hypothesis.find(cases(), trial.fails, settings=settings, random=Random(seed))  # noqa: S311
