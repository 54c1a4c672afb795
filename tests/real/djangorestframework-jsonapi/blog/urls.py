"""Routes as the library's usage page lays them: the router, related URLs, relationship URLs."""

from django.urls import include, path
from rest_framework.routers import DefaultRouter

from .views import (
    ArticleRelationshipView,
    ArticleViewSet,
    CommentRelationshipView,
    CommentViewSet,
    PersonRelationshipView,
    PersonViewSet,
)

router = DefaultRouter(trailing_slash=False)
router.register("people", PersonViewSet)
router.register("articles", ArticleViewSet)
router.register("comments", CommentViewSet)

RELATIONSHIPS = "<pk>/relationships/<related_field>"

urlpatterns = [
    path("", include(router.urls)),
    path(f"people/{RELATIONSHIPS}", PersonRelationshipView.as_view(), name="person-relationships"),
    path(
        f"articles/{RELATIONSHIPS}", ArticleRelationshipView.as_view(), name="article-relationships"
    ),
    path(
        f"comments/{RELATIONSHIPS}", CommentRelationshipView.as_view(), name="comment-relationships"
    ),
    path(
        "people/<pk>/<related_field>",
        PersonViewSet.as_view({"get": "retrieve_related"}),
        name="person-related",
    ),
    path(
        "articles/<pk>/<related_field>",
        ArticleViewSet.as_view({"get": "retrieve_related"}),
        name="article-related",
    ),
    path(
        "comments/<pk>/<related_field>",
        CommentViewSet.as_view({"get": "retrieve_related"}),
        name="comment-related",
    ),
]
