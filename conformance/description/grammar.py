"""Where in an OpenAPI document an object of which kind stands.

Only at these places is `$ref` a reference and a schema a schema: a property that is named `example`, or an example that
holds `$ref`, is told apart by the way that leads to it. A kind in braces is a map of such objects, one in brackets a
list. What is named nowhere here is data: extensions, examples, defaults, enumerations, contacts.
"""

from typing import Any

DATA = ""
DOCUMENT = "document"
PATH_ITEM = "path item"
OPERATION = "operation"
PARAMETER = "parameter"
RESPONSE = "response"
HEADER = "header"
SCHEMA = "schema"

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_SCHEMAS = (
    "items",
    "additionalItems",
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_CARRIED = {"schema": SCHEMA, "content": "{media type}", "examples": "{example}"}

# Kind → field → kind. "*" stands for any other field that is no extension.
_FIELDS: dict[str, dict[str, str]] = {
    DOCUMENT: {
        "paths": "paths",
        "webhooks": "{path item}",
        "components": "components",
        # Swagger 2.0
        "definitions": "{schema}",
        "parameters": "{parameter}",
        "responses": "{response}",
    },
    "components": {
        "schemas": "{schema}",
        "responses": "{response}",
        "parameters": "{parameter}",
        "examples": "{example}",
        "requestBodies": "{request body}",
        "headers": "{header}",
        "securitySchemes": "{security scheme}",
        "links": "{link}",
        "callbacks": "{callback}",
        "pathItems": "{path item}",
    },
    "paths": {"*": PATH_ITEM},
    PATH_ITEM: dict.fromkeys((*METHODS, "query"), OPERATION) | {"parameters": "[parameter]"},
    OPERATION: {
        "parameters": "[parameter]",
        "requestBody": "request body",
        "responses": "responses",
        "callbacks": "{callback}",
    },
    "callback": {"*": PATH_ITEM},
    "responses": {"*": RESPONSE},
    RESPONSE: _CARRIED | {"headers": "{header}", "links": "{link}"},
    "request body": {"content": "{media type}"},
    PARAMETER: _CARRIED,
    HEADER: _CARRIED,
    "media type": _CARRIED | {"encoding": "{encoding}"},
    "encoding": {"headers": "{header}"},
    SCHEMA: dict.fromkeys(_SCHEMAS, SCHEMA)
    | dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "[schema]")
    | dict.fromkeys(("$defs", "definitions", "dependentSchemas", "patternProperties"), "{schema}")
    | {"properties": "properties"},
    "properties": {},
}
_PROPERTIES = "properties"


def kind_of(parent: str, name: str, value: Any) -> str:
    """The kind of what stands under `name` in something of the kind `parent`; DATA where no object is awaited."""
    if parent[:1] in {"{", "["}:
        return parent[1:-1]
    if parent == _PROPERTIES:
        return SCHEMA
    fields = _FIELDS.get(parent, {})
    found = fields.get(name, DATA if name.startswith("x-") else fields.get("*", DATA))
    # `items` was a list of schemas before prefixItems.
    return "[schema]" if found == SCHEMA and isinstance(value, list) else found


def holds_properties(kind: str) -> bool:
    """Whether what stands in something of this kind is a property, under its name."""
    return kind == _PROPERTIES


def is_object(kind: str) -> bool:
    """Whether something of this kind may be a reference: it is an object itself, not a collection of some."""
    return kind[:1] not in {"", "{", "["} and kind not in _COLLECTIONS


_COLLECTIONS = {_PROPERTIES, "paths", "responses", "components", DOCUMENT}
