"""What do the three faces of the desk look like today?

    .venv/bin/python -m tests.pictures

Runs the desk with the demo's orders, talks with it as a customer, as a photographer and as an agent, and puts the three
together as `docs/faces.png`.
"""

from __future__ import annotations

import base64
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.console.working import Office
from tests.end_to_end.serving import ROOT, Server, served
from tests.widget.browsing import ARGUMENTS, Visits

FACES = ROOT / "docs" / "faces.png"
WIDTH, CHAT, DESK = 1280, (624, 620), (1278, 740)
ORDER = "PC-104223"

_PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; width: {width}px; background: #fff; font: 500 17px system-ui, sans-serif; color: #444 }}
main {{ display: flex; flex-wrap: wrap; gap: 16px 24px }}
figure {{ margin: 0 }} figcaption {{ padding: 6px 2px }}
img {{ display: block; border: 1px solid #ccc; border-radius: 10px; box-sizing: border-box }}
</style><main>{figures}</main>"""


def take(browser: Browser, server: Server) -> None:
    visits = Visits(browser, server.base)
    customer = visits.shop(viewport=_size(CHAT)).open()
    customer.say("hi, I placed an order an hour ago by mistake, can I cancel it?")
    customer.say(f"{ORDER}, aino@example.com")
    photographer = visits.shop(viewport=_size(CHAT))
    photographer.page.get_by_label("You are").select_option(label="Lumi's photographer")
    photographer.open()
    photographer.say(f"can I still refund the customer of {ORDER}?")
    photographer.say("what should I tell her?")
    office = Office(server, visits)
    asker = office.asker(f"can I cancel my order {ORDER}? aino@example.com")
    agent = office.sit_down("Lena", viewport=_size(DESK)).view("Live").open(asker.conversation)
    agent.press("t")
    expect(agent.send).to_be_enabled()
    agent.press("Escape", "i")
    agent.page.locator(".sentence").nth(1).hover()
    pictures = {
        "Customers ask on a shop's page": customer.page.screenshot(),
        "Photographers ask about their customers' orders": photographer.page.screenshot(),
        "Agents get drafts that say where each sentence is from": agent.page.screenshot(),
    }
    figures = "".join(
        f'<figure><img src="data:image/png;base64,{base64.b64encode(image).decode()}">'
        f"<figcaption>{words}</figcaption></figure>"
        for words, image in pictures.items()
    )
    page = browser.new_page(viewport={"width": WIDTH, "height": 100})
    page.set_content(_PAGE.format(width=WIDTH, figures=figures))
    page.screenshot(path=FACES, full_page=True)


def _size(size: tuple[int, int]) -> dict[str, int]:
    return {"width": size[0], "height": size[1]}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server, sync_playwright() as playwright:
        server.command("orders", "demo")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        take(browser, server)
    print(f"written: {FACES.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
