"""The blog on flask-rest-jsonapi-next: `python app.py PORT` serves it on 127.0.0.1."""

import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from flask_rest_jsonapi_next import Api, ResourceDetail, ResourceList, ResourceRelationship
from flask_rest_jsonapi_next.exceptions import ObjectNotFound
from flask_sqlalchemy import SQLAlchemy
from marshmallow_jsonapi import fields
from marshmallow_jsonapi.flask import Relationship, Schema

BLOG = json.loads((Path(__file__).parent.parent / "blog.json").read_text())

app = Flask(__name__)
DATABASE = Path(tempfile.mkdtemp()) / "blog.sqlite3"
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{DATABASE}"
db = SQLAlchemy(app)


class Person(db.Model):
    """Somebody who writes articles and comments."""

    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    email = db.Column(db.String)


class Article(db.Model):
    """An article; its author may be unknown."""

    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String)
    body = db.Column(db.String)
    words = db.Column(db.Integer)
    published = db.Column(db.Date)
    author_id = db.Column(db.Integer, db.ForeignKey("person.id"))
    author = db.relationship("Person", backref=db.backref("articles"))


class Comment(db.Model):
    """What a person said about an article."""

    id = db.Column(db.Integer, primary_key=True)
    body = db.Column(db.String)
    article_id = db.Column(db.Integer, db.ForeignKey("article.id"))
    article = db.relationship("Article", backref=db.backref("comments"))
    author_id = db.Column(db.Integer, db.ForeignKey("person.id"))
    author = db.relationship("Person", backref=db.backref("comments"))


class PersonSchema(Schema):
    """A resource of type person."""

    class Meta:
        type_ = "person"
        self_view = "person_detail"
        self_view_kwargs: ClassVar = {"id": "<id>"}
        self_view_many = "person_list"
        model = Person

    id = fields.Integer(as_string=True, dump_only=True)
    name = fields.String(required=True)
    email = fields.Email()
    articles = Relationship(
        self_view="person_articles",
        self_view_kwargs={"id": "<id>"},
        related_view="article_list",
        related_view_kwargs={"person_id": "<id>"},
        many=True,
        schema="ArticleSchema",
        type_="article",
    )
    comments = Relationship(
        self_view="person_comments",
        self_view_kwargs={"id": "<id>"},
        related_view="comment_list",
        related_view_kwargs={"person_id": "<id>"},
        many=True,
        schema="CommentSchema",
        type_="comment",
    )


class ArticleSchema(Schema):
    """A resource of type article."""

    class Meta:
        type_ = "article"
        self_view = "article_detail"
        self_view_kwargs: ClassVar = {"id": "<id>"}
        self_view_many = "article_list"
        model = Article

    id = fields.Integer(as_string=True, dump_only=True)
    title = fields.String(required=True)
    body = fields.String()
    words = fields.Integer()
    published = fields.Date()
    author = Relationship(
        self_view="article_author",
        self_view_kwargs={"id": "<id>"},
        related_view="person_detail",
        related_view_kwargs={"article_id": "<id>"},
        schema="PersonSchema",
        type_="person",
    )
    comments = Relationship(
        self_view="article_comments",
        self_view_kwargs={"id": "<id>"},
        related_view="comment_list",
        related_view_kwargs={"article_id": "<id>"},
        many=True,
        schema="CommentSchema",
        type_="comment",
    )


class CommentSchema(Schema):
    """A resource of type comment."""

    class Meta:
        type_ = "comment"
        self_view = "comment_detail"
        self_view_kwargs: ClassVar = {"id": "<id>"}
        self_view_many = "comment_list"
        model = Comment

    id = fields.Integer(as_string=True, dump_only=True)
    body = fields.String(required=True)
    article = Relationship(
        self_view="comment_article",
        self_view_kwargs={"id": "<id>"},
        related_view="article_detail",
        related_view_kwargs={"comment_id": "<id>"},
        schema="ArticleSchema",
        type_="article",
    )
    author = Relationship(
        self_view="comment_author",
        self_view_kwargs={"id": "<id>"},
        related_view="person_detail",
        related_view_kwargs={"comment_id": "<id>"},
        schema="PersonSchema",
        type_="person",
    )


def one(model: type, identifier: int, parameter: str) -> Any:
    """The row, or the library's 404."""
    found = db.session.get(model, identifier)
    if found is None:
        raise ObjectNotFound(
            f"{model.__name__}: {identifier} not found", source={"parameter": parameter}
        )
    return found


class PersonList(ResourceList):
    """/people."""

    schema = PersonSchema
    data_layer: ClassVar = {"session": db.session, "model": Person}


class PersonDetail(ResourceDetail):
    """/people/ID, and the author of an article or of a comment."""

    def before_get_object(self, view_kwargs: dict[str, Any]) -> None:
        for parameter, model in (("article_id", Article), ("comment_id", Comment)):
            if view_kwargs.get(parameter) is not None:
                author = one(model, view_kwargs[parameter], parameter).author
                view_kwargs["id"] = author.id if author is not None else None

    schema = PersonSchema
    data_layer: ClassVar = {
        "session": db.session,
        "model": Person,
        "methods": {"before_get_object": before_get_object},
    }


class PersonRelationship(ResourceRelationship):
    """/people/ID/relationships/NAME."""

    schema = PersonSchema
    data_layer: ClassVar = {"session": db.session, "model": Person}


class ArticleList(ResourceList):
    """/articles, and the articles of a person."""

    def query(self, view_kwargs: dict[str, Any]) -> Any:
        query = self.session.query(Article)
        if view_kwargs.get("person_id") is not None:
            person = one(Person, view_kwargs["person_id"], "person_id")
            query = query.filter(Article.author_id == person.id)
        return query

    schema = ArticleSchema
    data_layer: ClassVar = {
        "session": db.session,
        "model": Article,
        "methods": {"query": query},
    }


class ArticleDetail(ResourceDetail):
    """/articles/ID, and the article of a comment."""

    def before_get_object(self, view_kwargs: dict[str, Any]) -> None:
        if view_kwargs.get("comment_id") is not None:
            view_kwargs["id"] = one(Comment, view_kwargs["comment_id"], "comment_id").article_id

    schema = ArticleSchema
    data_layer: ClassVar = {
        "session": db.session,
        "model": Article,
        "methods": {"before_get_object": before_get_object},
    }


class ArticleRelationship(ResourceRelationship):
    """/articles/ID/relationships/NAME."""

    schema = ArticleSchema
    data_layer: ClassVar = {"session": db.session, "model": Article}


class CommentList(ResourceList):
    """/comments, and the comments of an article or of a person."""

    def query(self, view_kwargs: dict[str, Any]) -> Any:
        query = self.session.query(Comment)
        if view_kwargs.get("article_id") is not None:
            article = one(Article, view_kwargs["article_id"], "article_id")
            query = query.filter(Comment.article_id == article.id)
        if view_kwargs.get("person_id") is not None:
            person = one(Person, view_kwargs["person_id"], "person_id")
            query = query.filter(Comment.author_id == person.id)
        return query

    schema = CommentSchema
    data_layer: ClassVar = {
        "session": db.session,
        "model": Comment,
        "methods": {"query": query},
    }


class CommentDetail(ResourceDetail):
    """/comments/ID."""

    schema = CommentSchema
    data_layer: ClassVar = {"session": db.session, "model": Comment}


class CommentRelationship(ResourceRelationship):
    """/comments/ID/relationships/NAME."""

    schema = CommentSchema
    data_layer: ClassVar = {"session": db.session, "model": Comment}


api = Api(app)
api.route(PersonList, "person_list", "/people")
api.route(
    PersonDetail,
    "person_detail",
    "/people/<int:id>",
    "/articles/<int:article_id>/author",
    "/comments/<int:comment_id>/author",
)
api.route(PersonRelationship, "person_articles", "/people/<int:id>/relationships/articles")
api.route(PersonRelationship, "person_comments", "/people/<int:id>/relationships/comments")
api.route(ArticleList, "article_list", "/articles", "/people/<int:person_id>/articles")
api.route(
    ArticleDetail, "article_detail", "/articles/<int:id>", "/comments/<int:comment_id>/article"
)
api.route(ArticleRelationship, "article_author", "/articles/<int:id>/relationships/author")
api.route(ArticleRelationship, "article_comments", "/articles/<int:id>/relationships/comments")
api.route(
    CommentList,
    "comment_list",
    "/comments",
    "/articles/<int:article_id>/comments",
    "/people/<int:person_id>/comments",
)
api.route(CommentDetail, "comment_detail", "/comments/<int:id>")
api.route(CommentRelationship, "comment_article", "/comments/<int:id>/relationships/article")
api.route(CommentRelationship, "comment_author", "/comments/<int:id>/relationships/author")


def fill() -> None:
    """Creates the tables and puts the blog in them."""
    db.create_all()
    db.session.add_all(Person(**row) for row in BLOG["people"])
    for row in BLOG["articles"]:
        texts = {key: row[key] for key in ("id", "title", "body", "words")}
        day = date.fromisoformat(row["published"])
        db.session.add(Article(**texts, published=day, author_id=row["author"]))
    for row in BLOG["comments"]:
        keys = {"author_id": row["author"], "article_id": row["article"]}
        db.session.add(Comment(id=row["id"], body=row["body"], **keys))
    db.session.commit()


if __name__ == "__main__":
    with app.app_context():
        fill()
    app.run(host="127.0.0.1", port=int(sys.argv[1]))
