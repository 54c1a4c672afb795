"""People, articles and comments."""

from django.db import models


class Person(models.Model):
    """Somebody who writes articles and comments."""

    name = models.CharField(max_length=80)
    email = models.EmailField()


class Article(models.Model):
    """An article; its author may be unknown."""

    title = models.CharField(max_length=120)
    body = models.TextField()
    words = models.IntegerField()
    published = models.DateField()
    author = models.ForeignKey(
        Person, related_name="articles", null=True, blank=True, on_delete=models.SET_NULL
    )


class Comment(models.Model):
    """What a person said about an article."""

    body = models.TextField()
    article = models.ForeignKey(Article, related_name="comments", on_delete=models.CASCADE)
    author = models.ForeignKey(Person, related_name="comments", on_delete=models.CASCADE)
