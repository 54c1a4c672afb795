"""The register of buildings on Django REST framework: `python app.py PORT` serves it on 127.0.0.1."""

import json
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command

BUILDINGS = json.loads((Path(__file__).parent.parent / "buildings.json").read_text())


def fill() -> None:
    """Creates the tables and puts the buildings in them."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    model = apps.get_model("register", "Building")
    model.objects.bulk_create(model(**row) for row in BUILDINGS)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    django.setup()
    fill()
    call_command("runserver", f"127.0.0.1:{int(sys.argv[1])}", use_reloader=False)
