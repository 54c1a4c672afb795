"""How the models look as resources."""

from typing import ClassVar

from rest_framework_json_api import serializers
from rest_framework_json_api.relations import ResourceRelatedField

from .models import Article, Comment, Person


class PersonSerializer(serializers.HyperlinkedModelSerializer):
    """A resource of type people."""

    included_serializers: ClassVar = {
        "articles": "blog.serializers.ArticleSerializer",
        "comments": "blog.serializers.CommentSerializer",
    }
    articles = ResourceRelatedField(
        queryset=Article.objects,
        many=True,
        required=False,
        related_link_view_name="person-related",
        self_link_view_name="person-relationships",
    )
    comments = ResourceRelatedField(
        queryset=Comment.objects,
        many=True,
        required=False,
        related_link_view_name="person-related",
        self_link_view_name="person-relationships",
    )

    class Meta:
        model = Person
        fields = ("url", "name", "email", "articles", "comments")


class ArticleSerializer(serializers.HyperlinkedModelSerializer):
    """A resource of type articles."""

    included_serializers: ClassVar = {
        "author": "blog.serializers.PersonSerializer",
        "comments": "blog.serializers.CommentSerializer",
    }
    author = ResourceRelatedField(
        queryset=Person.objects,
        allow_null=True,
        required=False,
        related_link_view_name="article-related",
        self_link_view_name="article-relationships",
    )
    comments = ResourceRelatedField(
        queryset=Comment.objects,
        many=True,
        required=False,
        related_link_view_name="article-related",
        self_link_view_name="article-relationships",
    )

    class Meta:
        model = Article
        fields = ("url", "title", "body", "words", "published", "author", "comments")


class CommentSerializer(serializers.HyperlinkedModelSerializer):
    """A resource of type comments."""

    included_serializers: ClassVar = {
        "article": "blog.serializers.ArticleSerializer",
        "author": "blog.serializers.PersonSerializer",
    }
    article = ResourceRelatedField(
        queryset=Article.objects,
        related_link_view_name="comment-related",
        self_link_view_name="comment-relationships",
    )
    author = ResourceRelatedField(
        queryset=Person.objects,
        related_link_view_name="comment-related",
        self_link_view_name="comment-relationships",
    )

    class Meta:
        model = Comment
        fields = ("url", "body", "article", "author")
