"""The candidate's OpenAPI document: where it may be, what it says, whether it can be trusted.

Nothing here sends a request: whoever has a candidate fetches, and hands the answer over, or a function that fetches
what the document refers to.

`parse` and `read` make a Description of a text; `gather` brings into it what it refers to elsewhere. From there go
`description.operations()`, `description.match(method, url)`, `description.schemas()` and `description.root.get(name)`;
`description.position(pointer)` is the line and column of any of these.
"""

from conformance.description.comparison import difference, same, without_servers
from conformance.description.document import Description, External, Unresolved
from conformance.description.nodes import Node
from conformance.description.operations import Operation, Parameter, content_of, headers_of
from conformance.description.reading import parse, read
from conformance.description.references import gather
from conformance.description.schemas import properties_of
from conformance.description.spots import Duplicate
from conformance.description.usual_places import ACCEPT, places
from conformance.description.validity import Fault, faults

__all__ = [
    "ACCEPT",
    "Description",
    "Duplicate",
    "External",
    "Fault",
    "Node",
    "Operation",
    "Parameter",
    "Unresolved",
    "content_of",
    "difference",
    "faults",
    "gather",
    "headers_of",
    "parse",
    "places",
    "properties_of",
    "read",
    "same",
    "without_servers",
]
