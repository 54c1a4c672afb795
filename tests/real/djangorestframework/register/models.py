"""Buildings."""

from django.db import models


class Building(models.Model):
    """A building."""

    class Status(models.TextChoices):
        """Whether a building is used."""

        BUILDING = "in aanbouw"
        USED = "in gebruik"
        EMPTY = "buiten gebruik"

    naam = models.CharField(max_length=80)
    bouwjaar = models.IntegerField()
    status = models.CharField(max_length=20, choices=Status.choices)
    gewijzigdOp = models.DateTimeField(auto_now=True)  # noqa: N815 (the name in the register)
