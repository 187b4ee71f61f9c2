"""Make the pictures of the pages for the README: python tests/tools/page_pictures.py [folder]

They show the demonstration unit (everything in it is made up) at 1366 × 768, and signing on a phone.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from browsing import DESK, PHONE, launch, open_house, settings_of, sign_in, unit_at_work
from playwright.sync_api import sync_playwright

from reviewer.office.demonstration.demonstration import guests
from reviewer.review import Reviewer
from reviewer.settings import Settings

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


class Picture(NamedTuple):
    """One file: who looks at which path; `follow` is clicked there, and the picture shows what comes."""

    name: str
    login: str
    path: str
    follow: str = ""
    size: dict = DESK


PICTURES = (
    Picture("audit", "shenji", "/audit"),
    Picture("inbox", "baomi", "/inbox"),
    Picture("new", "xinxi", "/cases/new"),
    Picture("item", "baomi", "/register?title=自查", "td.title a|#files td.title a"),
    Picture("sign", "baomi", "/register?title=自查", "td.title a|text=审签"),
    Picture("register", "xinxi", "/register"),
    Picture("statistics", "baomi", "/statistics"),
    Picture("incident", "baomi", "/incidents", "td a"),
    Picture("site", "baomi", "/sites", "td a"),
    Picture("ticket", "baomi", "/tickets", "td.title a"),
    Picture("phone", "baomi", "/m", ".card-link", PHONE),
)


def take(browser, house, picture, folder):
    """Sign in, go there, take the picture."""
    password = next(guest.password for guest in guests(house.office) if guest.login == picture.login)
    context = browser.new_context(**settings_of(viewport=picture.size, device_scale_factor=1))
    page = context.new_page()
    sign_in(page, house.address, picture.login, password)
    page.wait_for_url("**/*")
    page.goto(house.address + picture.path)
    for step in filter(None, picture.follow.split("|")):
        with page.expect_navigation():
            page.locator(step).first.click()
    page.mouse.move(0, 0)
    page.screenshot(path=folder / f"{picture.name}.png")
    context.close()


def main():
    """Make all of them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as state, Reviewer(Settings(state=Path(state))) as reviewer:
        made = open_house(reviewer, Path(state) / "house", unit_at_work)
        with made as house, sync_playwright() as player:
            browser = launch(player)
            for picture in PICTURES:
                take(browser, house, picture, folder)
            browser.close()


if __name__ == "__main__":
    main()
