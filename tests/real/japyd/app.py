"""The blog on japyd (Flask and Pydantic): `python app.py PORT` serves it on 127.0.0.1."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import ClassVar

from flask import Flask, url_for
from flask_pydantic import validate
from japyd import JsonApiApp, JsonApiBaseModel, JsonApiQueryModel, SingleBodyModel, TopLevel
from pydantic import Field

BLOG = json.loads((Path(__file__).parent.parent / "blog.json").read_text())


class Person(JsonApiBaseModel):
    """Somebody who writes articles and comments."""

    jsonapi_type: ClassVar[str] = "people"
    id: str = ""
    name: str
    email: str


class Comment(JsonApiBaseModel):
    """What a person said about an article."""

    jsonapi_type: ClassVar[str] = "comments"
    id: str = ""
    body: str
    author: Person


class Article(JsonApiBaseModel):
    """An article; its author may be unknown."""

    jsonapi_type: ClassVar[str] = "articles"
    id: str = ""
    title: str
    body: str
    words: int
    published: date
    author: Person | None = None
    comments: list[Comment] = Field(default_factory=list)


PEOPLE = {row["id"]: Person(**row | {"id": str(row["id"])}) for row in BLOG["people"]}
COMMENTS = {
    row["id"]: Comment(id=str(row["id"]), body=row["body"], author=PEOPLE[row["author"]])
    for row in BLOG["comments"]
}
ARTICLES = {
    row["id"]: Article(
        **row
        | {
            "id": str(row["id"]),
            "author": PEOPLE.get(row["author"]),
            "comments": [COMMENTS[c["id"]] for c in BLOG["comments"] if c["article"] == row["id"]],
        }
    )
    for row in BLOG["articles"]
}

app = Flask(__name__)
JsonApiApp(app)


@app.get("/people")
@validate(exclude_none=True)
def list_people(query: JsonApiQueryModel) -> TopLevel:
    """Every person."""
    return query.paginate(query.select(list(PEOPLE.values())))


@app.post("/people")
@validate(exclude_none=True)
def create_person(body: SingleBodyModel, query: JsonApiQueryModel) -> TopLevel:
    """One person more."""
    person = Person.from_resource(body.data)
    number = max(PEOPLE) + 1
    person.id = str(number)
    PEOPLE[number] = person
    return query.created(person, location=url_for("get_person", number=number))


@app.get("/people/<int:number>")
@validate(exclude_none=True)
def get_person(number: int, query: JsonApiQueryModel) -> TopLevel:
    """One person."""
    return query.one(PEOPLE.get(number))


@app.get("/comments")
@validate(exclude_none=True)
def list_comments(query: JsonApiQueryModel) -> TopLevel:
    """Every comment."""
    return query.paginate(query.select(list(COMMENTS.values())))


@app.get("/comments/<int:number>")
@validate(exclude_none=True)
def get_comment(number: int, query: JsonApiQueryModel) -> TopLevel:
    """One comment."""
    return query.one(COMMENTS.get(number))


@app.get("/articles")
@validate(exclude_none=True)
def list_articles(query: JsonApiQueryModel) -> TopLevel:
    """Every article."""
    return query.paginate(query.select(list(ARTICLES.values())))


@app.get("/articles/<int:number>")
@validate(exclude_none=True)
def get_article(number: int, query: JsonApiQueryModel) -> TopLevel:
    """One article."""
    return query.one(ARTICLES.get(number))


@app.get("/articles/<int:number>/author")
@validate(exclude_none=True)
def get_author(number: int, query: JsonApiQueryModel) -> TopLevel:
    """The author of an article, or null."""
    article = ARTICLES.get(number)
    return query.one(None) if article is None else query.one_or_none(article.author)


@app.get("/articles/<int:number>/comments")
@validate(exclude_none=True)
def get_comments(number: int, query: JsonApiQueryModel) -> TopLevel:
    """The comments on an article."""
    article = ARTICLES.get(number)
    return query.one(None) if article is None else query.paginate(query.select(article.comments))


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]))
