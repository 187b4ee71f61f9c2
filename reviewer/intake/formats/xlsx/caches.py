"""What an Excel workbook keeps of other places: external links, pivot caches, connections, old revisions."""

from __future__ import annotations

from itertools import chain

from reviewer.intake.formats.office import Office, joined, related

_POINTERS = r"xl/(?:tables|pivotTables|slicers|slicerCaches|timelines|timelineCaches|persons)/"
_CONNECTED = ("name", "description", "connection", "command", "url", "sourceFile", "odcFile", "localName")


def read_caches(office: Office) -> None:
    """Add kept values and addresses as hidden text; pass over parts that point at cells."""
    for name in office.named(r"xl/pivotCache/[^/]+\.xml$"):
        _read_values(office, name, "数据透视表缓存")
    for name in office.named(r"xl/externalLinks/[^/]+\.xml$"):
        targets = [relation.target for relation in related(office, name) if relation.external]
        _read_values(office, name, "外部链接缓存")
        office.reading.add("\n".join(targets), "hidden", "外部链接", layout="lines", hidden="外部链接的地址")
    for name in office.named(r"xl/(?:connections\.xml$|queryTables/)"):
        _read_connections(office, name)
    for name in office.named(r"xl/revisions/[^/]+\.xml$"):
        _read_revisions(office, name)
    for name in office.named(_POINTERS):
        office.take(name)


def _read_values(office: Office, name: str, how: str) -> None:
    root = office.tree(name)
    if root is None:
        return
    values = [str(entry.get("v", "")) for entry in root.iter("{*}s", "{*}n", "{*}d")]
    values += [entry.text or "" for entry in root.iter("{*}v")]
    values += [str(entry.get("name", "")) for entry in root.iter("{*}cacheField")]
    values += [str(entry.get("refersTo") or "") for entry in root.iter("{*}definedName")]
    office.reading.spend("cells", len(values))
    office.reading.add("\n".join(filter(None, values)), "hidden", how, layout="lines", hidden=how)


def _read_connections(office: Office, name: str) -> None:
    root = office.tree(name)
    if root is None:
        return
    entries = list(
        root.iter("{*}connection", "{*}dbPr", "{*}webPr", "{*}textPr", "{*}olapPr", "{*}queryTableField")
    )
    lines = chain.from_iterable([str(entry.get(key) or "") for key in _CONNECTED] for entry in entries)
    text = "\n".join(dict.fromkeys(filter(None, lines)))
    office.reading.add(text, "hidden", "数据连接", layout="lines", hidden="数据连接")


def _read_revisions(office: Office, name: str) -> None:
    """Add old and new values of a shared workbook's log, and the names of those who changed it."""
    root = office.tree(name)
    if root is None:
        return
    lines = [joined(entry) for entry in root.iter("{*}v", "{*}t", "{*}f")]
    lines += [str(entry.get("userName") or "") for entry in root.iter("{*}header")]
    text = "\n".join(filter(None, lines))
    office.reading.add(text, "revision", "修订记录", layout="lines", hidden="共享工作簿的修订记录")
