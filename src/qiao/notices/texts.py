"""Codes to come in with, as text messages: in the member's language, bound to the square's page."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from qiao.notices.sentences import words_in
from qiao.people.keys.carrier import Texts
from qiao.people.keys.gateway import SmsGateway


@dataclass(frozen=True)
class CodeTexts(Texts):
    """Writes a code down and hands it to the gateway. `address`: where members find the square."""

    square: str
    address: str
    gateway: SmsGateway

    async def send(self, to: str, lang: str, code: str, *, reference: str) -> None:
        """Send a code to a number. Raises NotTaken."""
        await self.gateway.send(to, self.written(lang, code), reference=reference)

    async def close(self) -> None:
        await self.gateway.close()

    def written(self, lang: str, code: str) -> str:
        """Return the message; its last line has phones fill the code in on this square alone."""
        said = words_in(lang)["code_text"].format(square=self.square, code=code)
        return f"{said}\n\n@{urlsplit(self.address).hostname or 'localhost'} #{code}"
