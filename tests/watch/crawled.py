"""A small portal, a site over it, and somebody who only notes what was looked at."""

from patrol.hostile import Reply, page
from sqlalchemy import select

from reviewer.store.tables.organisation import Unit
from reviewer.store.tables.patrol import Address, Capture, Run, Site
from reviewer.watch.visits.crawl import Options

HERE = ("127.0.0.0/8",)


class Notes:
    """Stands in for `watch.looking.Looking`: keeps a capture, remembers the order."""

    def __init__(self, run_id):
        self.run_id = run_id
        self.kept = []

    def begin(self, known, answer, *, column=""):
        return None

    def settled(self, session):
        pass

    def keeps(self, known):
        return False

    def keep(self, session, address, answer, look):
        self.kept.append((address.url, answer.outcome))
        session.add(Capture(run_id=self.run_id, address_id=address.id, at=answer.at, outcome=answer.outcome))
        if answer.outcome == "ok":
            address.changed_at = answer.at


def small(pages=30, fan=5):
    """Routes of a tree of pages, each with an annex."""
    routes = {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /neibu/\nSitemap: /map.xml\n", kind="text/plain")
    }
    for n in range(pages):
        below = "".join(
            f'<a href="/p{m}.html">第{m}页</a>' for m in range(fan * n + 1, min(fan * n + fan + 1, pages))
        )
        text = f"第{n}号通知，请各单位遵照执行。" * 20
        routes[f"/p{n}.html" if n else "/"] = Reply(
            page(f'{text}{below}<a href="/f{n}.doc">附件{n}</a>', f"通知{n}")
        )
        routes[f"/f{n}.doc"] = Reply(b"doc%d" % n, kind="application/msword")
        # the frame's own links
    for n in range(12):
        routes[f"/lanmu{n}/index.html"] = Reply(
            page(f"栏目{n}的列表，暂时没有更多内容，敬请期待。" * 10, f"栏目{n}")
        )
    routes["/map.xml"] = Reply(b"<urlset><url><loc>/mapped.html</loc></url></urlset>", kind="text/xml")
    routes["/mapped.html"] = Reply(page("只在网站地图里的页面，没有别处链接到它。" * 10, "地图"))
    return routes


def register(office, portal, **more):
    """The portal as a site of a unit."""
    with office.store.write() as session:
        unit = session.scalar(select(Unit)) or Unit(code="QX", name="清溪县示例局", settings={})
        session.add(unit)
        session.flush()
        known = {"rate": 60_000, "contact": "010-12345678", "made_at": office.clock()}
        row = Site(
            unit_id=unit.id, name="门户", hosts=[portal.host], seeds=[portal.url("/")], **{**known, **more}
        )
        session.add(row)
        session.flush()
        return row.id


def options(**more):
    return Options(networks=HERE, **more)


def addresses(office):
    with office.store.read() as session:
        return {"/" + row.url.split("/", 3)[3]: row for row in session.scalars(select(Address))}


def runs(office):
    with office.store.read() as session:
        return list(session.scalars(select(Run).order_by(Run.id)))
