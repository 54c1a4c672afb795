"""Buildings over HTTP."""

from typing import ClassVar

from rest_framework import serializers, viewsets

from .models import Building


class BuildingSerializer(serializers.ModelSerializer):
    """A building as it is shown and sent."""

    class Meta:
        model = Building
        fields = ("id", "naam", "bouwjaar", "status", "gewijzigdOp")


class BuildingViewSet(viewsets.ModelViewSet):
    """/gebouwen/."""

    queryset = Building.objects.order_by("id")
    serializer_class = BuildingSerializer
    filterset_fields: ClassVar = ["status", "bouwjaar"]
