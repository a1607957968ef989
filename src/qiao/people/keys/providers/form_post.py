"""A gateway that takes a form with To, From and Body under a name and a word, as many do."""

import httpx

from qiao.people.keys.gateway import SmsGateway, handed_over
from qiao.people.keys.settings import FormPostSettings

Options = FormPostSettings


class FormPost(SmsGateway):
    """Keeps the `SmsGateway` promise with one form for each message."""

    def __init__(self, options: FormPostSettings) -> None:
        self._options = options
        self._client = httpx.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            timeout=options.timeout_s,
            auth=(options.user, options.password.get_secret_value()),
        )

    async def send(self, number: str, text: str, *, reference: str) -> None:
        chosen = self._options
        form = {"To": number, "From": chosen.sender, "Body": text}
        headers = {"Idempotency-Key": reference}
        request = self._client.build_request("POST", chosen.url, data=form, headers=headers)
        await handed_over(self._client, request)

    async def close(self) -> None:
        await self._client.aclose()


build = FormPost
