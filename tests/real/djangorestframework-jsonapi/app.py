"""The blog on djangorestframework-jsonapi: `python app.py PORT` serves it on 127.0.0.1."""

import json
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command

BLOG = json.loads((Path(__file__).parent.parent / "blog.json").read_text())


def fill() -> None:
    """Creates the tables and puts the blog in them."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    for name, rows in (("Person", "people"), ("Article", "articles"), ("Comment", "comments")):
        model = apps.get_model("blog", name)
        columns = {field.name: field.attname for field in model._meta.concrete_fields}
        model.objects.bulk_create(
            model(**{columns[key]: value for key, value in row.items()}) for row in BLOG[rows]
        )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    django.setup()
    fill()
    call_command("runserver", f"127.0.0.1:{int(sys.argv[1])}", use_reloader=False)
