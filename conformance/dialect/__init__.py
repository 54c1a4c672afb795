"""JSON Schema as OpenAPI means it: translated, compiled once, and asked what is wrong with a value.

OpenAPI 3.0 has a dialect of its own (`nullable`, boolean `exclusiveMinimum`, `$ref` that silences its neighbours), 3.1
has JSON Schema 2020-12; both have `readOnly`, `writeOnly` and `discriminator`. What either says becomes plain 2020-12,
which jsonschema-rs compiles. Nothing is fetched: a reference that leads out of the document makes a schema unusable,
which is said and held against nobody.
"""

from conformance.dialect.compiled import Fault, Schema, Schemas
from conformance.dialect.translation import Direction

__all__ = ["Direction", "Fault", "Schema", "Schemas"]
