"""Routes: the router's own, and the description where drf-spectacular's first page puts it."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework import routers

from .views import BuildingViewSet

router = routers.DefaultRouter()
router.register("gebouwen", BuildingViewSet)

urlpatterns = [
    path("", include(router.urls)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
]
