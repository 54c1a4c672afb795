"""The register of buildings on FastAPI: `python app.py PORT` serves it on 127.0.0.1."""

import json
import sys
from datetime import UTC, datetime
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel

BUILDINGS = json.loads((Path(__file__).parent.parent / "buildings.json").read_text())


class Status(Enum):
    """Whether a building is used."""

    BUILDING = "in aanbouw"
    USED = "in gebruik"
    EMPTY = "buiten gebruik"


class NewBuilding(BaseModel):
    """A building as it is sent."""

    naam: str
    bouwjaar: int
    status: Status


class Building(NewBuilding):
    """A building as it is shown."""

    id: int
    gewijzigdOp: datetime  # noqa: N815 (the name in the register)


class Change(BaseModel):
    """What of a building is to change."""

    naam: str | None = None
    bouwjaar: int | None = None
    status: Status | None = None


store = {row["id"]: Building(**row) for row in BUILDINGS}
numbers = count(len(store) + 1)
app = FastAPI()


@app.post("/gebouwen/", status_code=201)
def create(building: NewBuilding) -> Building:
    """One building more."""
    number = next(numbers)
    store[number] = Building(**building.model_dump(), id=number, gewijzigdOp=datetime.now(UTC))
    return store[number]


@app.get("/gebouwen/")
def read_all(
    offset: int = 0,
    limit: Annotated[int, Query(le=100)] = 100,
    status: Status | None = None,
) -> list[Building]:
    """The buildings."""
    found = [it for it in store.values() if status in (None, it.status)]
    return found[offset:][:limit]


@app.get("/gebouwen/{building_id}")
def read_one(building_id: int) -> Building:
    """One building."""
    if building_id not in store:
        raise HTTPException(status_code=404, detail="Building not found")
    return store[building_id]


@app.patch("/gebouwen/{building_id}")
def update(building_id: int, change: Change) -> Building:
    """A building, changed."""
    if building_id not in store:
        raise HTTPException(status_code=404, detail="Building not found")
    sent = change.model_dump(exclude_unset=True) | {"gewijzigdOp": datetime.now(UTC)}
    store[building_id] = store[building_id].model_copy(update=sent)
    return store[building_id]


@app.delete("/gebouwen/{building_id}")
def delete(building_id: int) -> dict[str, bool]:
    """A building, gone."""
    if building_id not in store:
        raise HTTPException(status_code=404, detail="Building not found")
    del store[building_id]
    return {"ok": True}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]))
