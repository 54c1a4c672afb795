"""JSON Schema as OpenAPI means it: what is let pass, what is not, and in which words."""

from collections.abc import Mapping
from typing import Any

import pytest

from conformance.dialect import Direction, Schemas
from conformance.dialect.formats import ANSWERED
from conformance.dialect.texts import Texts, Unclear

S = "/components/schemas"


def schemas(version: str = "3.0.3", **named: Any) -> Schemas:
    return Schemas({"openapi": version, "components": {"schemas": named}})


def faults(
    schema: Any,
    value: Any,
    version: str = "3.0.3",
    others: Mapping[str, Any] | None = None,
    **more: Any,
) -> list[tuple[str, str]]:
    found = schemas(version, A=schema, **(others or {}), **more).at(f"{S}/A").faults(value)
    return [(fault.where, fault.text) for fault in found]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "nullable": True}, None),
        ({"type": "string", "nullable": True, "enum": ["a"]}, None),
        ({"nullable": True, "allOf": [{"type": "string"}]}, None),
        ({"nullable": True, "$ref": "#/components/schemas/B"}, None),
        ({"type": "integer"}, 1.0),
        ({"type": "integer"}, 10**30),
        ({"$ref": "#/components/schemas/B", "maxLength": 1}, "longer"),
        ({"const": 1}, 2),
        ({"type": "string", "format": "zipcode"}, "anything"),
        ({"type": "string", "pattern": "[a-"}, "anything"),
        ({"required": True}, {}),
    ],
    ids=str,
)
def test_what_openapi_3_0_lets_pass_is_no_fault(schema: Any, value: Any) -> None:
    assert faults(schema, value, B={"type": "string"}) == []


@pytest.mark.parametrize(
    ("schema", "value", "found"),
    [
        ({"minimum": 3, "exclusiveMinimum": True}, 3, ("", "is not above 3")),
        ({"minimum": 3, "exclusiveMinimum": False}, 2, ("", "is below the minimum 3")),
        ({"type": "string"}, None, ("", "is no string")),
        ({"properties": {"a": {"type": "integer"}}}, {"a": 1.5}, ("/a", "is no integer")),
        ({"required": ["a"]}, {}, ("", "lacks the member a")),
        ({"additionalProperties": False}, {"a": 1}, ("", "has a member, and none is declared")),
        (
            {"properties": {"b": {}}, "additionalProperties": False},
            {"a": 1},
            ("", "has a member that is not declared: a"),
        ),
        ({"items": {"enum": ["x"]}}, ["x", "y"], ("/1", "is none of the listed values")),
        ({"properties": {"a/b~": {"type": "null"}}}, {"a/b~": 1}, ("/a~1b~0", "is no null")),
        ({"type": "string", "format": "date"}, "2026-02-30", ("", "is no date")),
        ({"type": "integer", "format": "int32"}, 2**31, ("", f"is above the maximum {2**31 - 1}")),
        ({"maxItems": 1}, [1, 2], ("", "has more than 1 items")),
        ({"pattern": "^a$"}, "b", ("", "does not match ^a$")),
        ({"not": {"type": "string"}}, "b", ("", "is what the schema rules out")),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_in_few_words(schema: Any, value: Any, found: Any) -> None:
    assert faults(schema, value) == [found]


def test_in_openapi_3_1_neighbours_of_a_reference_count_and_nullable_does_not() -> None:
    b = {"type": "string"}

    assert faults({"$ref": f"#{S}/B", "maxLength": 1}, "long", "3.1.0", B=b) == [
        ("", "is longer than 1 characters")
    ]
    assert faults({"type": "string", "nullable": True}, None, "3.1.0") == [("", "is no string")]
    assert faults({"type": ["string", "null"]}, None, "3.1.0") == []


PERSON = {
    "type": "object",
    "required": ["id", "wachtwoord", "naam"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "wachtwoord": {"$ref": f"#{S}/Geheim"},
        "naam": {"type": "string"},
    },
}
SECRET = {"type": "string", "writeOnly": True}


def test_what_only_goes_one_way_is_not_demanded_the_other_way() -> None:
    made = schemas(A=PERSON, Geheim=SECRET)
    answered, sent = made.at(f"{S}/A"), made.at(f"{S}/A", Direction.SENT)

    assert answered.faults({"id": "1", "naam": "n"}) == []
    assert [it.text for it in answered.faults({"naam": "n"})] == ["lacks the member id"]
    assert sent.faults({"wachtwoord": "w", "naam": "n"}) == []
    assert [it.text for it in sent.faults({"naam": "n"})] == ["lacks the member wachtwoord"]


def test_a_member_is_let_off_also_where_another_part_of_the_whole_demands_it() -> None:
    whole = {"allOf": [{"$ref": f"#{S}/B"}, {"required": ["wachtwoord"]}]}
    base = {"properties": {"wachtwoord": {"$ref": f"#{S}/Geheim"}}}

    assert faults(whole, {}, B=base, Geheim=SECRET) == []


def test_below_a_not_nothing_is_let_off() -> None:
    schema = {"properties": {"w": SECRET}, "not": {"required": ["w"]}}

    assert faults(schema, {}) == []
    assert faults(schema, {"w": "x"}) == [("", "is what the schema rules out")]


def test_what_the_server_sets_may_be_sent_as_anything() -> None:
    sent = schemas(A=PERSON, Geheim=SECRET).at(f"{S}/A", Direction.SENT)

    assert sent.faults({"id": 7, "wachtwoord": "w", "naam": "n"}) == []


CAT = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {}, "lives": {"type": "integer"}},
}
DOG = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {}, "tail": {"type": "string"}},
}
PET = {
    "oneOf": [{"$ref": f"#{S}/Cat"}, {"$ref": f"#{S}/Dog"}],
    "discriminator": {"propertyName": "kind", "mapping": {"cat": f"#{S}/Cat"}},
}


def test_a_discriminator_chooses_where_more_than_one_alternative_fits() -> None:
    named = {"Cat": CAT, "Dog": DOG}

    assert faults(PET, {"kind": "cat"}, others=named) == []
    assert faults(PET, {"kind": "Dog", "lives": "many"}, others=named) == []
    assert faults(PET, {"kind": "cat", "lives": "many"}, others=named) == [
        ("/lives", "is no integer")
    ]


def test_without_a_discriminator_one_of_means_one() -> None:
    plain = {"oneOf": PET["oneOf"]}

    assert faults(plain, {"kind": "cat"}, Cat=CAT, Dog=DOG) == [
        ("", "fits more than one alternative")
    ]


def test_of_alternatives_the_one_that_nearly_fits_is_told() -> None:
    schema = {"nullable": True, "allOf": [{"properties": {"a": {"type": "integer"}}}]}
    either = {"anyOf": [{"type": "string"}, {"properties": {"a": {"enum": [1]}}, "type": "object"}]}

    assert faults(schema, {"a": "x"}) == [("/a", "is no integer")]
    assert faults(either, {"a": 2}) == [("/a", "is none of the listed values")]
    assert faults({"anyOf": [{"type": "string"}, {"type": "object"}]}, 3) == [
        ("", "fits none of the alternatives")
    ]


def test_a_schema_that_leads_back_to_itself_is_followed() -> None:
    tree = {"properties": {"kids": {"type": "array", "items": {"$ref": f"#{S}/A"}}}}

    assert faults(tree, {"kids": [{"kids": [{"kids": 3}]}]}) == [
        ("/kids/0/kids/0/kids", "is no array")
    ]


def test_members_may_be_called_like_keywords() -> None:
    schema = {
        "properties": {"enum": {"$ref": f"#{S}/B"}, "$ref": {"type": "string"}, "example": {}}
    }

    assert faults(schema, {"enum": "x", "$ref": 1}, B={"type": "integer"}) == [
        ("/enum", "is no integer"),
        ("/$ref", "is no string"),
    ]


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"$ref": "http://192.0.2.1/a.json"}, "leads out of the document"),
        ({"properties": {"a": {"$ref": "b.yaml#/x"}}}, "leads out of the document"),
        ({"$ref": "#/components/schemas/Nowhere"}, "nothing stands at"),
        ({"type": "strng"}, "cannot be used"),
        ({"items": 7}, "neither an object nor a boolean"),
        ({"$dynamicRef": "#node"}, "not followed"),
    ],
    ids=str,
)
def test_a_schema_that_cannot_be_used_says_why_and_judges_nothing(schema: Any, reason: str) -> None:
    made = schemas("3.1.0", A=schema).at(f"{S}/A")

    assert reason in made.unusable
    assert made.faults({"anything": 1}) == []


def test_half_a_character_is_a_fault_and_no_crash() -> None:
    made = schemas(A={"type": "string"}).at(f"{S}/A")

    assert not made.admits("\ud800")
    assert [it.keyword for it in made.faults("\ud800")] == ["type"]


def test_a_schema_is_compiled_once() -> None:
    made = schemas(A={"type": "string"})

    assert made.at(f"{S}/A") is made.at(f"{S}/A")


@pytest.mark.parametrize(
    ("named", "right", "wrong"),
    [
        (
            "date",
            ["2024-02-29", "0000-01-01"],
            ["2023-02-29", "2024-1-01", "20240101", "٢٠٢٤-01-01"],
        ),
        (
            "date-time",
            ["2024-01-01T00:00:00Z", "2024-01-01t00:00:00.5z", "2016-12-31T23:59:60+01:00"],
            [
                "2024-01-01 00:00:00Z",
                "2024-01-01T00:00:00",
                "2024-01-01",
                "2024-01-01T24:00:00Z",
                "",
            ],
        ),
        ("time", ["12:00:00Z"], ["12:00", "12:00:00"]),
        (
            "uuid",
            ["0B7B2F4E-8A4C-4C1B-9E0D-2F1C3A4B5C6D"],
            ["0b7b2f4e8a4c4c1b9e0d2f1c3a4b5c6d", "x"],
        ),
        (
            "uri",
            ["urn:a:b", "https://x/ü?q=1#f", "mailto:a@b"],
            ["/relative", "no scheme", "a:b c", ""],
        ),
        ("email", ["a@b", "jan.jansen+x@gemeente.nl", '"a b"@c'], ["a", "@b", "a@", "a b@c"]),
        ("ipv4", ["192.0.2.1"], ["192.0.2.256", "192.0.2", "1.2.3.4.5"]),
    ],
)
def test_formats_are_read_as_widely_as_their_definitions_allow(
    named: str, right: list[str], wrong: list[str]
) -> None:
    assert [text for text in right if not ANSWERED[named](text)] == []
    assert [text for text in wrong if ANSWERED[named](text)] == []


@pytest.mark.parametrize(
    ("schema", "texts", "found"),
    [
        ({"type": "integer", "maximum": 5}, ["7"], ["is above the maximum 5"]),
        ({"type": "integer"}, ["7.0"], []),
        ({"type": "boolean"}, ["on"], []),
        ({"type": "boolean"}, ["maybe"], ["is no boolean"]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 3}, ["1,2,3"], []),
        ({"type": "array", "items": {"type": "integer"}}, ["1", "b"], ["is no integer"]),
        ({"$ref": "#/components/schemas/B"}, ["c"], ["is none of the listed values"]),
        ({"anyOf": [{"type": "integer"}, {"type": "string", "enum": ["all"]}]}, ["all"], []),
    ],
    ids=str,
)
def test_a_text_is_wrong_only_where_no_reading_fits(schema: Any, texts: Any, found: Any) -> None:
    made = Texts(schemas(A=schema, B={"type": "string", "enum": ["a", "b"]}), Direction.SENT)

    assert [fault.text for fault in made.faults(f"{S}/A", texts)] == found


@pytest.mark.parametrize(
    ("schema", "texts"),
    [
        ({"type": "integer"}, [""]),
        ({"type": "integer"}, ["null"]),
        ({"type": "integer"}, ["1", "2"]),
        ({"type": "number"}, ["NaN"]),
        ({"type": "object"}, ["a,b"]),
        ({"type": "string", "format": "date"}, ["20240101"]),
    ],
    ids=str,
)
def test_where_readers_differ_nothing_is_said(schema: Any, texts: Any) -> None:
    with pytest.raises(Unclear):
        Texts(schemas(A=schema), Direction.SENT).faults(f"{S}/A", texts)
