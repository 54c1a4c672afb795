"""The blog on fastapi-jsonapi (FastAPI, SQLAlchemy): `python app.py PORT` serves it on 127.0.0.1."""

import datetime
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar, Optional

import uvicorn
from fastapi import Depends, FastAPI
from fastapi_jsonapi import ApplicationBuilder
from fastapi_jsonapi.misc.sqla.generics.base import ViewBaseGeneric
from fastapi_jsonapi.schema_base import BaseModel
from fastapi_jsonapi.types_metadata import RelationshipInfo
from fastapi_jsonapi.views import Operation, OperationConfig, ViewBase
from pydantic import ConfigDict
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

BLOG = json.loads((Path(__file__).parent.parent / "blog.json").read_text())
DATABASE = Path(tempfile.mkdtemp()) / "blog.sqlite3"

engine = create_async_engine(f"sqlite+aiosqlite:///{DATABASE}")
sessions = async_sessionmaker(engine, expire_on_commit=False)


async def session() -> AsyncIterator[AsyncSession]:
    """One session a request."""
    async with sessions() as opened:
        yield opened


class Base(DeclarativeBase):
    """The tables."""


class Person(Base):
    """Somebody who writes articles and comments."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None]
    articles: Mapped[list["Article"]] = relationship(back_populates="author")
    comments: Mapped[list["Comment"]] = relationship(back_populates="author")


class Article(Base):
    """An article; its author may be unknown."""

    __tablename__ = "articles"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str]
    words: Mapped[int]
    published: Mapped[datetime.date]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    author: Mapped[Person | None] = relationship(back_populates="articles")
    comments: Mapped[list["Comment"]] = relationship(back_populates="article")


class Comment(Base):
    """What a person said about an article."""

    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    article: Mapped[Article] = relationship(back_populates="comments")
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    author: Mapped[Person] = relationship(back_populates="comments")


class PersonSchema(BaseModel):
    """A resource of type people."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    email: str | None = None
    articles: Annotated[
        list["ArticleSchema"] | None, RelationshipInfo(resource_type="articles", many=True)
    ] = None
    comments: Annotated[
        list["CommentSchema"] | None, RelationshipInfo(resource_type="comments", many=True)
    ] = None


class ArticleSchema(BaseModel):
    """A resource of type articles."""

    model_config = ConfigDict(from_attributes=True)

    title: str
    body: str
    words: int
    published: datetime.date
    author: Annotated[Optional["PersonSchema"], RelationshipInfo(resource_type="people")] = None
    comments: Annotated[
        list["CommentSchema"] | None, RelationshipInfo(resource_type="comments", many=True)
    ] = None


class CommentSchema(BaseModel):
    """A resource of type comments."""

    model_config = ConfigDict(from_attributes=True)

    body: str
    article: Annotated[Optional["ArticleSchema"], RelationshipInfo(resource_type="articles")] = None
    author: Annotated[Optional["PersonSchema"], RelationshipInfo(resource_type="people")] = None


class PersonPatchSchema(PersonSchema):
    """What a client can change of a person."""

    name: str | None = None


class ArticlePatchSchema(ArticleSchema):
    """What a client can change of an article."""

    title: str | None = None
    body: str | None = None
    words: int | None = None
    published: datetime.date | None = None


class CommentPatchSchema(CommentSchema):
    """What a client can change of a comment."""

    body: str | None = None


class SessionDependency(BaseModel):
    """What the views are given."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    session: AsyncSession = Depends(session)


def with_session(_: ViewBase, dependency: SessionDependency) -> dict[str, Any]:
    """The session for the data layer."""
    return {"session": dependency.session}


class BlogView(ViewBaseGeneric):
    """Every operation on every resource."""

    operation_dependencies: ClassVar = {
        Operation.ALL: OperationConfig(
            dependencies=SessionDependency, prepare_data_layer_kwargs=with_session
        )
    }


def add_routes(app: FastAPI) -> None:
    """Registers the three resources."""
    builder = ApplicationBuilder(app)
    for name, schema, patch, model in (
        ("people", PersonSchema, PersonPatchSchema, Person),
        ("articles", ArticleSchema, ArticlePatchSchema, Article),
        ("comments", CommentSchema, CommentPatchSchema, Comment),
    ):
        builder.add_resource(
            path=f"/{name}",
            tags=[name],
            view=BlogView,
            schema=schema,
            schema_in_patch=patch,
            model=model,
            resource_type=name,
        )
    builder.initialize()


async def fill() -> None:
    """Creates the tables and puts the blog in them."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with sessions.begin() as opened:
        opened.add_all(Person(**row) for row in BLOG["people"])
        for row in BLOG["articles"]:
            texts = {key: row[key] for key in ("id", "title", "body", "words")}
            day = datetime.date.fromisoformat(row["published"])
            opened.add(Article(**texts, published=day, author_id=row["author"]))
        for row in BLOG["comments"]:
            keys = {"author_id": row["author"], "article_id": row["article"]}
            opened.add(Comment(id=row["id"], body=row["body"], **keys))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Routes and data before the first request."""
    add_routes(app)
    await fill()
    yield
    await engine.dispose()


if __name__ == "__main__":
    uvicorn.run(FastAPI(title="Blog", lifespan=lifespan), host="127.0.0.1", port=int(sys.argv[1]))
