"""What journeys are given: one demo square and one browser for all of them."""

import os
import shutil
from collections.abc import Iterator

import pytest
import pytest_socket
from playwright.sync_api import Browser, expect

from tests.journeys.browser import browsing, chromium
from tests.journeys.square import Square, demo_data, serving

# a machine that is busy with other things is no mistake of the page
expect.set_options(timeout=30_000)


@pytest.fixture(scope="package", autouse=True)
def _sockets() -> Iterator[None]:
    """Journeys need this machine's own addresses, and no others."""
    pytest_socket.enable_socket()
    yield
    pytest_socket.disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _local_sockets(socket_enabled: None) -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


# for this package alone: while Playwright is open its loop runs in this thread, and no other can
@pytest.fixture(scope="package")
def browser(_sockets: None) -> Iterator[Browser]:
    with browsing() as opened:
        yield opened


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory, _sockets: None) -> Iterator[Square]:
    """A square with the demo community, everything in it understood."""
    chromium()
    run = tmp_path_factory.getbasetemp()
    folder = tmp_path_factory.mktemp("demo")
    # a process of several has a folder of its own in the run's
    made = demo_data(run.parent if "PYTEST_XDIST_WORKER" in os.environ else run)
    shutil.copytree(made, folder / "square")
    with serving(folder, demo=True) as square:
        square.wait_until_understood()
        yield square
