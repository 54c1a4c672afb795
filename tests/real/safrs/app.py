"""The blog on safrs (Flask and SQLAlchemy): `python app.py PORT` serves it on 127.0.0.1."""

import json
import sys
import tempfile
from datetime import date
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from safrs import SafrsApi, SAFRSBase

BLOG = json.loads((Path(__file__).parent.parent / "blog.json").read_text())

db = SQLAlchemy()


class Person(SAFRSBase, db.Model):
    """
    description: Somebody who writes articles and comments
    """

    __tablename__ = "people"
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String, default="")
    email = db.Column(db.String, default="")
    articles = db.relationship("Article", back_populates="author")
    comments = db.relationship("Comment", back_populates="author")


class Article(SAFRSBase, db.Model):
    """
    description: An article; its author may be unknown
    """

    __tablename__ = "articles"
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String, default="")
    body = db.Column(db.String, default="")
    words = db.Column(db.Integer, default=0)
    published = db.Column(db.Date)
    author_id = db.Column(db.Integer, db.ForeignKey("people.id"))
    author = db.relationship("Person", back_populates="articles")
    comments = db.relationship("Comment", back_populates="article")


class Comment(SAFRSBase, db.Model):
    """
    description: What a person said about an article
    """

    __tablename__ = "comments"
    id = db.Column(db.Integer, primary_key=True)
    body = db.Column(db.String, default="")
    article_id = db.Column(db.Integer, db.ForeignKey("articles.id"))
    article = db.relationship("Article", back_populates="comments")
    author_id = db.Column(db.Integer, db.ForeignKey("people.id"))
    author = db.relationship("Person", back_populates="comments")


def fill() -> None:
    """Puts the blog in the tables."""
    for row in BLOG["people"]:
        db.session.add(Person(**row))
    for row in BLOG["articles"]:
        keys = {"author_id": row["author"], "published": date.fromisoformat(row["published"])}
        texts = {key: row[key] for key in ("id", "title", "body", "words")}
        db.session.add(Article(**texts, **keys))
    for row in BLOG["comments"]:
        keys = {"author_id": row["author"], "article_id": row["article"]}
        db.session.add(Comment(id=row["id"], body=row["body"], **keys))
    db.session.commit()


def create_app(port: int) -> Flask:
    """The Flask application with its API under /api."""
    app = Flask("blog")
    database = Path(tempfile.mkdtemp()) / "blog.sqlite3"
    app.config.update(SQLALCHEMY_DATABASE_URI=f"sqlite:///{database}")
    db.init_app(app)
    with app.app_context():
        db.create_all()
        api = SafrsApi(app, host="127.0.0.1", port=port, prefix="/api")
        for model in (Person, Article, Comment):
            api.expose_object(model)
        fill()
    return app


if __name__ == "__main__":
    PORT = int(sys.argv[1])
    create_app(PORT).run(host="127.0.0.1", port=PORT)
