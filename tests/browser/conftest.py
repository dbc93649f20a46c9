"""A real site, a real browser and people to use them. See tests/README.md."""

import contextlib
import os
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests import servers
from tests.browser.people import full_address, sign_in
from tests.browser.running_site import RunningSite, running_site

#: As root, without a network: no sandbox, and no talk to the makers of the browser.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    try:
        path = os.environ.get("TEST_CHROMIUM") or servers.chromium()
    except servers.Missing as missing:
        pytest.skip(str(missing))
    return {**browser_type_launch_args, "executable_path": path, "args": FLAGS}


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """One site for all tests of this process that only look, or that bring their own person."""
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def fresh_site(tmp_path_factory):
    """A site as on the first day, for a journey that changes what everybody sees."""
    with running_site(tmp_path_factory.mktemp("fresh_site")) as site:
        yield site


class Desk:
    """Opens browsers for people, and watches every page they load.

    Wherever a person goes in a test, no request may leave the site, no page may break (5xx), and no script
    or style may be refused by the Content-Security-Policy.
    """

    def __init__(self, browser: Browser):
        self._browser = browser
        self._contexts = contextlib.ExitStack()
        self._signed_in: dict[tuple[str, str], dict] = {}
        self.troubles: list[str] = []

    def open(self, site: RunningSite, *, javascript: bool = True, **options) -> Page:
        """A fresh browser of a visitor. `options` go to Playwright's `new_context`."""
        context = self._browser.new_context(
            base_url=site.url, java_script_enabled=javascript, **{"locale": "en-GB", **options}
        )
        self._contexts.callback(context.close)
        context.set_default_timeout(20_000)
        host = urlsplit(site.url).netloc
        context.on("request", lambda request: self._check_request(request.url, host))
        context.on("response", self._check_response)
        context.on("console", self._check_console)
        context.on("weberror", lambda error: self.troubles.append(f"script error: {error.error}"))
        return context.new_page()

    def open_as(self, email: str, site: RunningSite, **options) -> Page:
        """A browser in which a demonstration person is signed in; `learner@` is enough of an address."""
        email = full_address(email)
        key = (site.url, email)
        if key not in self._signed_in:
            page = self.open(site)
            sign_in(page, email)
            self._signed_in[key] = page.context.storage_state()
            page.context.close()
        return self.open(site, storage_state=self._signed_in[key], **options)

    def close(self) -> None:
        self._contexts.close()

    @contextlib.contextmanager
    def looking_away(self):
        """While a test does to a page what no person does, what the page says to it does not count."""
        seen = list(self.troubles)
        yield
        self.troubles[:] = seen

    def _check_request(self, url: str, host: str) -> None:
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and urlsplit(url).netloc != host:
            self.troubles.append(f"a request left the site: {url}")

    def _check_response(self, response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status} for {response.url}")

    def _check_console(self, message) -> None:
        if re.search(r"Content.Security.Policy", message.text):
            self.troubles.append(
                f"refused by the policy on {message.page and message.page.url}: {message.text}"
            )


@pytest.fixture(scope="session")
def _signed_in_before():
    """Cookies of people who signed in earlier in this process: signing in is tested where it is the point."""
    return {}


@pytest.fixture
def desk(browser, _signed_in_before):
    """Opens browsers for people; fails the test when a page they saw misbehaved."""
    desk = Desk(browser)
    desk._signed_in = _signed_in_before
    yield desk
    desk.close()
    assert desk.troubles == []
