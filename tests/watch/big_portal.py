"""A made-up portal of any size in a process of its own: leaks, annexes, and a second turn with changes.

Everything follows from the seed. `python tests/watch/big_portal.py serve <articles> <seed> <turn file> <foot>`
serves it; the turn file holds 1 or 2 and may be changed while it runs, a line on its standard input is
answered with what was asked for since the last one.
"""

import io
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docx import Document
from openpyxl import Workbook
from patrol.hostile import Portal, Reply
from people import resident_id
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

HTML = "text/html; charset=utf-8"
OF_COLUMN, OF_LIST = 400, 20  # articles
ID, MARK = "personal.resident-id", "mark.standing"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"docx": _DOCX, "xlsx": _XLSX, "pdf": "application/pdf"}
_PARTS = (
    ("各村要", "镇政府将", "县图书馆已", "相关单位应", "社区服务站可", "农技人员正", "志愿者已", "施工单位须"),
    ("按时完成", "继续做好", "认真组织", "逐步推进", "广泛宣传", "妥善安排", "全面检查", "及时更新"),
    ("春季植树", "河道清淤", "书屋开放", "路灯维修", "垃圾分类", "防汛排查", "技能培训", "广场绿化", "公交调整", "秸秆利用"),
    ("工作", "活动", "项目", "任务", "安排", "事项"),
    ("，方便群众生活。", "，改善镇容村貌。", "，受到居民欢迎。", "，确保质量和安全。", "，并做好记录。", "，欢迎大家参与。"),
)  # fmt: skip
_TOPICS = _PARTS[2]


class BigPortal:
    """What stands at every address in each turn, and what of it leaks."""

    def __init__(self, articles, seed=7, *, foot=""):
        self.articles, self.seed, self.foot = articles, seed, foot
        self.columns = -(-articles // OF_COLUMN)

    def chance(self, n, what):
        """A number below 1000 that belongs to an article and a question."""
        return random.Random(f"{self.seed}:{what}:{n}").randrange(1000)

    def there(self, n, turn):
        """Whether an article is online: one in 200 is new in the second turn, one in 100 gone."""
        fate = self.chance(n, "fate")
        return turn == 2 if fate < 5 else turn == 1 if fate < 15 else True

    def changed(self, n):
        """Whether the second turn has another text: one article in 50."""
        return 100 <= self.chance(n, "fate") < 120

    def leak(self, n, turn):
        """The rule that an article's text breaks; a changed one begins to, or ends."""
        leaks = self.chance(n, "leak") < 10
        if self.changed(n) and turn == 2:
            leaks = not leaks and self.chance(n, "begin") < 250
        return (MARK if self.chance(n, "kind") < 300 else ID) if leaks else ""

    def annex(self, n):
        """The path of an article's annex; "" for most."""
        return f"/files/{n}.{list(KINDS)[n // 25 % 3]}" if n % 25 == 3 else ""

    def annex_leaks(self, n):
        return self.chance(n, "annex") < 200

    def path(self, n):
        return f"/c{n // OF_COLUMN}/{n}.html"

    def number(self, n):
        """A fictitious 公民身份号码 of an article's own."""
        born = f"19{n // 1000 % 100 // 12:02d}{n // 1000 % 12 + 1:02d}{n // 12000 % 28 + 1:02d}"
        return resident_id(n % 1000, born=born)

    def planted(self, turn):
        """Every leak that is online: path → rule."""
        found = {}
        for n in range(self.articles):
            if not self.there(n, turn):
                continue
            if rule := self.leak(n, turn):
                found[self.path(n)] = rule
            if self.annex(n) and self.annex_leaks(n):
                found[self.annex(n)] = ID
        return found

    def paths(self, turn):
        """Every address that the home page leads to."""
        found = ["/"] + [
            f"/c{c}/{'index' if p == 0 else f'list_{p}'}.html"
            for c in range(self.columns)
            for p in range(self.lists(c))
        ]
        for n in range(self.articles):
            if self.there(n, turn):
                found += [self.path(n), *([self.annex(n)] if self.annex(n) else [])]
        return found

    def lists(self, column):
        return -(-min(OF_COLUMN, self.articles - column * OF_COLUMN) // OF_LIST)

    def reply(self, path, headers, turn):
        """The answer to a request."""
        if path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /neibu/\n", kind="text/plain")
        made = self.made(path, turn)
        if made is None:
            return Reply("<html><title>404</title><body>您访问的页面不存在</body></html>".encode(), 404)
        kind, body, tag = made
        if tag and headers.get("if-none-match") == tag:
            return Reply(b"", 304, {"ETag": tag})
        return Reply(body, headers={"ETag": tag} if tag else {}, kind=kind)

    def made(self, path, turn):
        """Media type, body and ETag ("" where the portal sends none); None for what is not there."""
        if path == "/":
            links = "".join(f'<li><a href="/c{c}/index.html">第{c}栏目</a></li>' for c in range(self.columns))
            return HTML, _page("清溪县人民政府", f"<ul>{links}</ul>", self), ""
        head, _, name = path[1:].partition("/")
        stem, _, suffix = name.partition(".")
        column = int(head[1:]) if head[:1] == "c" and head[1:].isdigit() else -1
        if 0 <= column < self.columns and (stem == "index" or stem.startswith("list_")):
            return self._list(column, 0 if stem == "index" else int(stem[5:]), turn)
        n = int(stem) if stem.isdigit() else -1
        if not (0 <= n < self.articles and self.there(n, turn)):
            return None
        if path == self.annex(n):
            number = self.number(n) if self.annex_leaks(n) else ""
            return KINDS[suffix], _annex(self.seed, n, suffix, number), f'"f{n}"'
        version = turn if self.changed(n) else 1
        tag = f'"{n}-{version}"' if n % 2 else ""
        return (HTML, self._article(n, turn, version), tag) if path == self.path(n) else None

    def _list(self, column, place, turn):
        if place >= self.lists(column):
            return None
        first = column * OF_COLUMN + place * OF_LIST
        numbers = range(first, min(first + OF_LIST, self.articles, (column + 1) * OF_COLUMN))
        lines = "".join(
            f'<li><a href="{self.path(n)}">{_title(n)}</a><span>2026-0{n % 9 + 1}-1{n % 9}</span></li>'
            for n in numbers
            if self.there(n, turn)
        )
        near = {max(place - 1, 0), *range(place + 1, place + 6), self.lists(column) - 1} & set(
            range(self.lists(column))
        )
        pages = "".join(
            f'<a href="/c{column}/{f"list_{p}" if p else "index"}.html">{p + 1}</a>' for p in sorted(near)
        )
        body = f'<ul class="list">{lines}</ul><div class="pages">{pages}</div>'
        return HTML, _page(f"第{column}栏目第{place + 1}页", body, self), ""

    def _article(self, n, turn, version):
        words = _words(f"{self.seed}:{n}:{version}", 30)
        rule = self.leak(n, turn)
        told = {"": "", ID: f"<p>领取人身份证号：{self.number(n)}</p>", MARK: f"<p>秘密★{n % 9 + 1}年</p>"}[
            rule
        ]
        annex = self.annex(n)
        link = f'<p>附件：<a href="{annex}">{_title(n)}附件</a></p>' if annex else ""
        return _page(_title(n), f'<div class="article"><h1>{_title(n)}</h1>{words}{told}{link}</div>', self)


def _title(n):
    return f"关于{_TOPICS[n % 10]}第{n}号工作安排的通知"


def _page(title, body, portal):
    menu = "".join(
        f'<li><a href="/c{c}/index.html">第{c}栏目</a></li>' for c in range(min(portal.columns, 12))
    )
    foot = f"<p>主办单位：清溪县人民政府办公室</p><p>网站标识码：1234567890</p><p>{portal.foot or '未经许可不得转载'}</p>"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<div class="nav"><ul><li><a href="/">首页</a></li>{menu}</ul></div>{body}<div class="footer">{foot}</div></body></html>'
    ).encode()


def _words(seed, count):
    chance = random.Random(seed)
    return "".join(
        f"<p>{''.join(''.join(map(chance.choice, _PARTS)) for _ in range(2))}</p>" for _ in range(count)
    )


def _plain(seed, count):
    chance = random.Random(seed)
    return ["".join(map(chance.choice, _PARTS)) for _ in range(count)]


def _annex(seed, n, suffix, number):
    rows = _plain(f"{seed}:file:{n}", 12) + ([f"领取人身份证号：{number}"] if number else [])
    out = io.BytesIO()
    if suffix == "docx":
        document = Document()
        for row in rows:
            document.add_paragraph(row)
        document.save(out)
    elif suffix == "xlsx":
        book = Workbook()
        for place, row in enumerate(rows, 1):
            book.active.append([place, row])
        book.save(out)
    else:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        canvas = Canvas(out, invariant=True)
        canvas.setFont("STSong-Light", 12)
        for place, row in enumerate(rows):
            canvas.drawString(60, 780 - 20 * place, row)
        canvas.save()
    return out.getvalue()


class Served:
    """The portal in a process of its own, seen from outside."""

    def __init__(self, articles, seed, folder, *, foot=""):
        self.turn_file = Path(folder) / "turn"
        self.turn(1)
        arguments = [sys.executable, __file__, "serve", str(articles), str(seed), str(self.turn_file), foot]
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.host = f"127.0.0.1:{int(self.process.stdout.readline())}"

    def url(self, path):
        return f"http://{self.host}{path}"

    def turn(self, number):
        self.turn_file.write_text(str(number))

    def asked(self):
        """How often each path was asked for since the last time this was asked, and with which status."""
        self.process.stdin.write("log\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        return {
            path: Counter({int(status): count for status, count in counts.items()})
            for path, counts in told.items()
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)


def serve(articles, seed, turn_file, foot):
    portal, asked = BigPortal(articles, seed, foot=foot), {}

    def answered(path, headers):
        reply = portal.reply(path, headers, int(turn_file.read_text() or 1))
        asked.setdefault(path, Counter())[reply.status] += 1
        return reply

    with Portal({"/*": answered}) as server:
        print(server.port, flush=True)  # noqa: T201
        for _ in sys.stdin:
            told, server.log = dict(asked), []
            asked.clear()
            print(json.dumps(told), flush=True)  # noqa: T201


if __name__ == "__main__":
    serve(int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), sys.argv[5])
