"""The resources and their relationships over HTTP."""

from typing import ClassVar

from rest_framework_json_api.views import ModelViewSet, RelationshipView

from .models import Article, Comment, Person
from .serializers import ArticleSerializer, CommentSerializer, PersonSerializer


class PersonViewSet(ModelViewSet):
    """/people."""

    queryset = Person.objects.order_by("id")
    serializer_class = PersonSerializer
    filterset_fields: ClassVar = {"id": ("exact", "in"), "name": ("exact", "icontains")}


class PersonRelationshipView(RelationshipView):
    """/people/ID/relationships/NAME."""

    queryset = Person.objects.all()


class ArticleViewSet(ModelViewSet):
    """/articles."""

    queryset = Article.objects.order_by("id")
    serializer_class = ArticleSerializer
    filterset_fields: ClassVar = {
        "id": ("exact", "in"),
        "title": ("exact", "icontains"),
        "words": ("exact", "lt", "gt"),
        "author": ("exact",),
    }


class ArticleRelationshipView(RelationshipView):
    """/articles/ID/relationships/NAME."""

    queryset = Article.objects.all()


class CommentViewSet(ModelViewSet):
    """/comments."""

    queryset = Comment.objects.order_by("id")
    serializer_class = CommentSerializer
    filterset_fields: ClassVar = {"id": ("exact", "in"), "author": ("exact",)}


class CommentRelationshipView(RelationshipView):
    """/comments/ID/relationships/NAME."""

    queryset = Comment.objects.all()
