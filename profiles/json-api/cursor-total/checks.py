"""How many items there are: https://jsonapi.org/profiles/ethanresnick/cursor-pagination/#collection-sizes."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from ..cursor_documents import announces, page_metas


def total_is_given(exchange: Exchange) -> Iterator[Finding]:
    """The meta of a page tells how many items there are in all."""
    if announces(exchange):
        for pointer, page in page_metas(exchange):
            total = page.get("total")
            if isinstance(total, int) and not isinstance(total, bool):
                where = f"{pointer}/total"
                yield Finding(True, "a total, or none", str(total), where, exchange)
                return
