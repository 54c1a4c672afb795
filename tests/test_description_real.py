"""Real OpenAPI documents, which nobody here wrote: read without a crash, every part found, and quickly."""

from pathlib import Path

import pytest

from conformance import description
from conformance.errors import ConfigurationError
from tests.promises.repository import ROOT

SPECS = ROOT.parent / "shared" / "specs"
PLACES = sorted(
    path
    for folder in ("rest", "vng")
    for path in (SPECS / folder).glob("*")
    if path.suffix in {".json", ".yaml"}
)

pytestmark = pytest.mark.skipif(
    not PLACES, reason="the real documents lie beside the checkout, not in it"
)


def nothing(url: str) -> bytes:
    raise ConfigurationError(f"{url} is not fetched in tests")


def beside(url: str) -> bytes:
    """A document by the name of its file, whatever folder or host it is said to be in."""
    name = url.rpartition("/")[2]
    found = SPECS / "vng" / name.replace("common.yaml", "API-Kennisbank-common.yaml")
    return found.read_bytes() if found.is_file() else nothing(url)


def read(path: Path) -> description.Description:
    return description.parse(path.read_bytes(), path.as_uri())


@pytest.mark.parametrize("path", PLACES, ids=lambda path: path.name)
def test_a_real_document_is_read_whole_and_every_reference_inside_it_found(path: Path) -> None:
    found = description.gather(read(path), beside)

    assert [it for it in found.unresolved if it.broken] == []
    assert found.operations() or found.schemas()
    assert description.faults(found) == []
    for operation in found.operations():
        assert all(node.exists for node in operation.responses.values())
        assert all(it.schema.exists for it in operation.parameters)
        assert found.match(operation.method, operation.servers[0].rstrip("/") + operation.path)


@pytest.mark.parametrize("path", PLACES, ids=lambda path: path.name)
def test_each_schema_of_a_real_document_is_placed_where_its_name_is_written(path: Path) -> None:
    found = read(path)
    lines = path.read_text("utf-8").split("\n")
    for schema in found.schemas():
        name = schema.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        line, column = found.position(schema.pointer)
        written = lines[line - 1][column - 1 :].lstrip("\"'")

        assert name.isdigit() or written.startswith(name), schema.pointer


def test_a_document_that_refers_to_another_real_one_is_whole_with_it() -> None:
    path = SPECS / "vng" / "zaken-1.5.1-offline.yaml"
    if not path.exists():
        pytest.skip("the document that refers to another one is not there")
    found = description.gather(read(path), beside)

    assert found.unresolved == ()
    assert list(found.externals) == ["ztc-current_version-1.3.2.yaml"]
    assert description.faults(found) == []
