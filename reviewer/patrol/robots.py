"""What a site's robots.txt allows, after RFC 9309."""

from __future__ import annotations

from dataclasses import dataclass, field

from protego import Protego

NAME = "reviewer-patrol"  # the product token that robots.txt may name
MOST = 500 * 1024  # bytes that are read (RFC 9309 §2.5)
LONGEST = 120.0  # seconds between requests that a site can ask for; beyond, this is what it gets


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host; without any everything is allowed."""

    rules: Protego | None = field(default=None)

    def allows(self, url: str) -> bool:
        """Whether this visitor may ask for the address."""
        return self.rules is None or bool(self.rules.can_fetch(url, NAME))

    @property
    def delay(self) -> float:
        """Seconds the site wants between two requests, at most `LONGEST`; 0 for no wish."""
        if self.rules is None:
            return 0.0
        wish = self.rules.crawl_delay(NAME)
        rate = self.rules.request_rate(NAME)
        between = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return min(max(float(wish or 0.0), between), LONGEST)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of site maps that it names."""
        return () if self.rules is None else tuple(self.rules.sitemaps)[:100]


def read(data: bytes) -> Robots:
    """The rules in a robots.txt; what is not understood is passed over, as the standard says."""
    text = data[:MOST].decode("utf-8-sig", "replace")
    if text.lstrip()[:1] == "<":  # a page in place of the file: there is none
        return Robots()
    return Robots(Protego.parse(text))
