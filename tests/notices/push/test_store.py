"""Which addresses this machine calls because a member named them."""

import pytest

from qiao.notices.push.store import PushUnknown, check_keys, checked_endpoint
from qiao.notices.settings import NoticeSettings
from tests.notices.push.browser import Browser

HOSTS = NoticeSettings().push_hosts


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
    ],
)
def test_known_push_services_are_called(endpoint: str):
    assert checked_endpoint(endpoint, HOSTS) == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://localhost:8000/api/v1/me",
        "https://169.254.169.254/latest/meta-data",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com@evil.example/x",
        "https://user:word@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:22/x",
        "https://fcm.googleapis.com:99999/x",
        "https://.push.apple.com/x",
        "https://evilpush.apple.com/x",
        "https://fcm.googleapis.com/\r\nHost: evil",
        "file:///etc/passwd",
        "https://fcm.googleapis.com/" + "x" * 1_000,
        "",
    ],
)
def test_nothing_else_is_ever_called(endpoint: str):
    with pytest.raises(PushUnknown):
        checked_endpoint(endpoint, HOSTS)


def test_an_operator_may_run_a_push_service_of_her_own():
    assert checked_endpoint("http://push.lan:9000/x", ("http://push.lan:9000",))
    with pytest.raises(PushUnknown):
        checked_endpoint("http://push.lan:9001/x", ("http://push.lan:9000",))


def test_keys_that_are_none_are_refused():
    good = Browser().keys
    check_keys(**good)
    for bad in (
        {**good, "p256dh": good["p256dh"][:-4]},
        {**good, "p256dh": "BA" + "A" * 85},
        {**good, "p256dh": "not base64!"},
        {**good, "auth": "AAAA"},
    ):
        with pytest.raises(PushUnknown):
            check_keys(**bad)
