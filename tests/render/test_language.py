"""Languages are data: the same keys everywhere, and every gap in a text is filled."""

import re
from pathlib import Path
from string import Formatter

import pytest

from conformance.errors import UsageError
from conformance.render import language
from conformance.render.language import Language, load

RENDER = Path(language.__file__).parent


def gaps(text: str) -> set[str]:
    """The names of the values that a text asks for."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.fixture(params=language.available())
def other(request: pytest.FixtureRequest) -> Language:
    """Each language there is."""
    return load(request.param)


def test_english_and_dutch_are_there() -> None:
    assert {"en", "nl"} <= set(language.available())


def test_every_language_has_the_same_keys(other: Language) -> None:
    assert other.texts.keys() == load("en").texts.keys()


def test_every_text_asks_for_the_same_values_in_every_language(other: Language) -> None:
    english = load("en").texts
    different = {
        key
        for key, forms in other.texts.items()
        if set().union(*map(gaps, forms)) | {"n"} != set().union(*map(gaps, english[key])) | {"n"}
    }

    assert different == set()


def test_a_text_in_forms_has_one_for_every_plural_of_the_language(other: Language) -> None:
    plurals = 1 + max(map(other.plural, range(1000)))

    assert {len(forms) for forms in other.texts.values()} <= {1, plurals}


def test_no_text_is_empty(other: Language) -> None:
    assert all(form.strip() for forms in other.texts.values() for form in forms)


def test_every_text_is_used() -> None:
    source = "\n".join(
        file.read_text("utf-8") for file in RENDER.iterdir() if file.suffix in {".py", ".j2"}
    )
    whole = re.compile(r"""["']([a-z_]+(?:\.[a-z_]+)*)["']""").findall(source)
    begun = re.compile(r"""["']([a-z_]+)\.(?:["']|\{)""").findall(source)
    unused = {
        key
        for key in load("en").texts
        if key not in whole
        and key.partition(".")[0] not in begun
        and f'~ ".{key.partition(".")[2]}"' not in source
    }

    assert unused == set()


def test_the_number_chooses_the_form() -> None:
    said = load("en")

    assert said("unknown.count", n=1) == "1 requirement"
    assert said("unknown.count", n=2) == "2 requirements"
    assert said("unknown.count", n=0) == "0 requirements"


def test_a_language_with_three_plurals_needs_only_its_texts() -> None:
    rule = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"
    said = Language(
        "pl", {"count": ("{n} wymóg", "{n} wymogi", "{n} wymogów")}, language.rule(rule)
    )

    assert [said("count", n=number) for number in (1, 3, 5)] == ["1 wymóg", "3 wymogi", "5 wymogów"]


def test_a_language_without_texts_is_refused_and_the_others_are_named() -> None:
    with pytest.raises(UsageError) as refused:
        load("tlh")

    assert "en, nl" in refused.value.hint


def test_a_text_that_a_profile_does_not_have_in_this_language_is_given_in_english() -> None:
    said = load("nl").of({"en": "Only English.", "fr": "Seulement."})

    assert (said.text, said.language) == ("Only English.", "en")


def test_a_text_that_a_profile_does_not_have_at_all_is_empty() -> None:
    assert load("nl").of({}).text == ""


@pytest.mark.parametrize(
    ("parts", "joined"), [([], ""), (["a"], "a"), (["a", "b"], "a en b"), ("abc", "a, b en c")]
)
def test_an_enumeration_ends_in_and(parts: list[str], joined: str) -> None:
    assert load("nl").join(parts) == joined
