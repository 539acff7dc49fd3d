"""A tab of a real browser and all that goes wrong in it, axe-core, and a static host with a strict policy."""

import contextlib
import http.server
import threading
from functools import partial
from pathlib import Path

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1440, "height": 900}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES = f"{{runOnly: {TAGS}, resultTypes: ['violations']}}"
#: What the appearance decides; the rest of a page is the same in light and dark.
COLOUR_RULES = (
    "{runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}, resultTypes: ['violations']}"
)


class Watched:
    """A tab, and all that went wrong in it."""

    def __init__(self, browser, viewport, scheme="light"):
        self.context = browser.new_context(viewport=viewport, color_scheme=scheme)
        self.page = self.context.new_page()
        self.faults = []
        self.page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", self._failed)

    def _failed(self, request):
        # going on to the next page before an icon is read stops the reading: that is no fault of the page
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.failure} {request.url}")


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def violations(page, options):
    """What axe-core finds on the page that is open; it is put in once a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))  # a script element would break the page's own policy
    found = page.evaluate(f"axe.run(document, {options}).then(result => result.violations)")
    return [(row["id"], row["nodes"][0]["html"], row["nodes"][0]["failureSummary"]) for row in found]


class _Strict(http.server.SimpleHTTPRequestHandler):
    """A static host with a policy that permits nothing but the catalogue's own styles, scripts and icon."""

    def end_headers(self):
        own = "; ".join(f"{kind}-src 'self'" for kind in ("script", "style", "img"))
        policy = f"default-src 'none'; {own}; base-uri 'none'; form-action 'self'"
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def log_message(self, *given):
        """Say nothing."""


@contextlib.contextmanager
def host(folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Strict, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
