"""The public status page: what stands, newest first, as values that pages, feed and JSON are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from deutgo.clock import iso
from deutgo.speak.statement import Statement, StatementStatus

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry:
    """One public statement. A withdrawn or corrected one stays readable and says so."""

    statement_id: int
    kind: str
    title: str
    text: str
    published_at: datetime
    changed_at: datetime
    withdrawn: bool
    corrected_by: int | None
    corrects: int | None

    @property
    def anchor(self) -> str:
        """The entry's place on the page."""
        return f"s{self.statement_id}"


def entries(statements: Iterable[Statement]) -> list[StatusEntry]:
    """Return the public entries, newest first."""
    public = [statement for statement in statements if statement.published_at is not None]
    corrected = {statement.corrects_id: statement.id for statement in public if statement.corrects_id}
    shown = [
        StatusEntry(
            statement_id=statement.id,
            kind=statement.kind.value,
            title=statement.title,
            text=statement.text,
            published_at=statement.published_at,
            changed_at=statement.changed_at,
            withdrawn=statement.status is StatementStatus.WITHDRAWN,
            corrected_by=corrected.get(statement.id),
            corrects=statement.corrects_id,
        )
        for statement in public
        if statement.published_at is not None
    ]
    return sorted(shown, key=lambda entry: (entry.published_at, entry.statement_id), reverse=True)


def as_json(shown: Iterable[StatusEntry]) -> dict[str, object]:
    """Return the JSON document of the page."""
    return {
        "entries": [
            {
                "id": entry.statement_id,
                "kind": entry.kind,
                "title": entry.title,
                "text": entry.text,
                "published_at": iso(entry.published_at),
                "changed_at": iso(entry.changed_at),
                "withdrawn": entry.withdrawn,
                "corrected_by": entry.corrected_by,
                "corrects": entry.corrects,
            }
            for entry in shown
        ]
    }


def as_atom(shown: Iterable[StatusEntry], *, title: str, url: str) -> bytes:
    """Return the Atom feed; entry ids never change, `updated` does when an entry is withdrawn."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    shown = list(shown)
    newest = max(
        (entry.changed_at for entry in shown), default=datetime.fromisoformat("2026-01-01T00:00:00Z")
    )
    _add(feed, "id", f"{url}/feed.atom")
    _add(feed, "title", title)
    _add(feed, "updated", iso(newest))
    ElementTree.SubElement(feed, f"{{{ATOM}}}link", href=f"{url}/feed.atom", rel="self")
    ElementTree.SubElement(feed, f"{{{ATOM}}}link", href=url)
    ElementTree.SubElement(_add(feed, "author", None), f"{{{ATOM}}}name").text = title
    for entry in shown:
        element = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        _add(element, "id", f"{url}#{entry.anchor}")
        _add(element, "title", f"[철회] {entry.title}" if entry.withdrawn else entry.title)
        _add(element, "published", iso(entry.published_at))
        _add(element, "updated", iso(entry.changed_at))
        ElementTree.SubElement(element, f"{{{ATOM}}}link", href=f"{url}#{entry.anchor}")
        _add(element, "content", entry.text).set("type", "text")
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add(parent: ElementTree.Element, name: str, text: str | None) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    # characters that XML 1.0 cannot hold would make the whole feed unreadable
    element.text = None if text is None else "".join(c for c in text if c in "\n\t" or c >= " ")
    return element
