"""The register of buildings on flask-smorest: `python app.py PORT` serves it on 127.0.0.1."""

import json
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import marshmallow as ma
from flask import Flask
from flask.views import MethodView
from flask_smorest import Api, Blueprint, abort
from flask_smorest.pagination import PaginationParameters

BUILDINGS = json.loads((Path(__file__).parent.parent / "buildings.json").read_text())
Row = dict[str, Any]
STATUSES = ("in aanbouw", "in gebruik", "buiten gebruik")

store = {
    row["id"]: row | {"gewijzigdOp": datetime.fromisoformat(row["gewijzigdOp"])}
    for row in BUILDINGS
}
numbers = count(len(store) + 1)

app = Flask(__name__)
app.config["API_TITLE"] = "Gebouwen"
app.config["API_VERSION"] = "v1"
app.config["OPENAPI_VERSION"] = "3.0.2"
app.config["OPENAPI_URL_PREFIX"] = "/"
api = Api(app)


class BuildingSchema(ma.Schema):
    """A building."""

    id = ma.fields.Int(dump_only=True)
    naam = ma.fields.String(required=True)
    bouwjaar = ma.fields.Int(required=True)
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(STATUSES))
    gewijzigdOp = ma.fields.DateTime(dump_only=True)  # noqa: N815 (the name in the register)


class BuildingQuerySchema(ma.Schema):
    """What buildings can be looked for by."""

    status = ma.fields.String(validate=ma.validate.OneOf(STATUSES))


blp = Blueprint("gebouwen", "gebouwen", url_prefix="/gebouwen", description="Gebouwen")


def kept(number: int) -> Row:
    """A building that is there."""
    if number not in store:
        abort(404, message="Item not found.")
    return store[number]


@blp.route("/")
class Buildings(MethodView):
    """The buildings."""

    @blp.etag
    @blp.arguments(BuildingQuerySchema, location="query")
    @blp.response(200, BuildingSchema(many=True))
    @blp.paginate()
    def get(self, args: dict[str, str], pagination_parameters: PaginationParameters) -> list[Row]:
        """The buildings."""
        found = [row for row in store.values() if args.get("status") in (None, row["status"])]
        pagination_parameters.item_count = len(found)
        return found[pagination_parameters.first_item : pagination_parameters.last_item + 1]

    @blp.etag
    @blp.arguments(BuildingSchema)
    @blp.response(201, BuildingSchema)
    def post(self, new_data: Row) -> Row:
        """One building more."""
        number = next(numbers)
        store[number] = new_data | {"id": number, "gewijzigdOp": datetime.now(UTC)}
        return store[number]


@blp.route("/<int:building_id>")
class BuildingById(MethodView):
    """One building."""

    @blp.etag
    @blp.response(200, BuildingSchema)
    def get(self, building_id: int) -> Row:
        """One building."""
        return kept(building_id)

    @blp.etag
    @blp.arguments(BuildingSchema)
    @blp.response(200, BuildingSchema)
    def put(self, update_data: Row, building_id: int) -> Row:
        """A building, replaced."""
        blp.check_etag(kept(building_id), BuildingSchema)
        store[building_id] = update_data | {"id": building_id, "gewijzigdOp": datetime.now(UTC)}
        return store[building_id]

    @blp.etag
    @blp.response(204)
    def delete(self, building_id: int) -> None:
        """A building, gone."""
        blp.check_etag(kept(building_id), BuildingSchema)
        del store[building_id]


api.register_blueprint(blp)

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]))
