"""The register of buildings on Litestar: `python app.py PORT` serves it on 127.0.0.1."""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from itertools import count
from pathlib import Path

import uvicorn
from litestar import Litestar, delete, get, post, put
from litestar.exceptions import NotFoundException
from litestar.pagination import AbstractSyncOffsetPaginator, OffsetPagination

BUILDINGS = json.loads((Path(__file__).parent.parent / "buildings.json").read_text())


class Status(Enum):
    """Whether a building is used."""

    BUILDING = "in aanbouw"
    USED = "in gebruik"
    EMPTY = "buiten gebruik"


@dataclass
class NewBuilding:
    """A building as it is sent."""

    naam: str
    bouwjaar: int
    status: Status


@dataclass
class Building:
    """A building as it is shown."""

    id: int
    naam: str
    bouwjaar: int
    status: Status
    gewijzigdOp: datetime  # noqa: N815 (the name in the register)


def made(number: int, sent: NewBuilding) -> Building:
    """What is sent, as it is kept."""
    return Building(number, sent.naam, sent.bouwjaar, sent.status, datetime.now(UTC))


store = {
    row["id"]: Building(
        row["id"],
        row["naam"],
        row["bouwjaar"],
        Status(row["status"]),
        datetime.fromisoformat(row["gewijzigdOp"]),
    )
    for row in BUILDINGS
}
numbers = count(len(store) + 1)


class Paginator(AbstractSyncOffsetPaginator[Building]):
    """Pages of those buildings that have a status."""

    def __init__(self, status: Status | None) -> None:
        self.found = [it for it in store.values() if status in (None, it.status)]

    def get_total(self) -> int:
        """How many there are."""
        return len(self.found)

    def get_items(self, limit: int, offset: int) -> list[Building]:
        """One page."""
        return self.found[offset : offset + limit]


def kept(number: int) -> Building:
    """A building that is there."""
    if number not in store:
        raise NotFoundException
    return store[number]


@get("/gebouwen")
async def read_all(
    limit: int = 10, offset: int = 0, status: Status | None = None
) -> OffsetPagination[Building]:
    """The buildings."""
    return Paginator(status)(limit=limit, offset=offset)


@post("/gebouwen")
async def create(data: NewBuilding) -> Building:
    """One building more."""
    number = next(numbers)
    store[number] = made(number, data)
    return store[number]


@get("/gebouwen/{building_id:int}")
async def read_one(building_id: int) -> Building:
    """One building."""
    return kept(building_id)


@put("/gebouwen/{building_id:int}")
async def replace(building_id: int, data: NewBuilding) -> Building:
    """A building, replaced."""
    store[kept(building_id).id] = made(building_id, data)
    return store[building_id]


@delete("/gebouwen/{building_id:int}")
async def remove(building_id: int) -> None:
    """A building, gone."""
    del store[kept(building_id).id]


app = Litestar([read_all, create, read_one, replace, remove])

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]))
