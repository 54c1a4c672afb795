"""A page as a tree, read strictly: every element that is opened is closed, in its order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "wbr"})


@dataclass
class Node:
    """An element, its attributes, and what is in it: elements and texts."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """This element and every one below it, in the order of the page."""
        yield self
        for each in self.content:
            if isinstance(each, Node):
                yield from each.walk()

    def all(self, *names: str) -> list["Node"]:
        """The elements of these names below this one."""
        return [it for it in self.walk() if it.name in names and it is not self]

    def by_id(self, name: str) -> "Node":
        """The one element with that id."""
        [found] = [it for it in self.walk() if it.attributes.get("id") == name]
        return found

    @property
    def text(self) -> str:
        """What is read, white space as one space."""
        parts = [it if isinstance(it, str) else f"{it.text}" for it in self.content]
        return " ".join("".join(parts).split())

    @property
    def classes(self) -> set[str]:
        """The classes of this element."""
        return set(self.attributes.get("class", "").split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("#document")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].content.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def read(source: str) -> Node:
    """The page as a tree."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    assert [it.name for it in reader.open] == ["#document"]
    return reader.open[0]
