"""Codes to come in with, as letters: people/keys asks for them, the mail server takes them."""

from dataclasses import dataclass

from qiao.notices.mail import letters
from qiao.notices.mail.jobs import MailDown, Mailer
from qiao.people.keys.carrier import Letters, NotTaken


@dataclass(frozen=True)
class CodeLetters(Letters):
    """Writes a code down and hands it to the mail server."""

    desk: letters.Desk
    mailer: Mailer

    async def send(self, to: str, lang: str, code: str) -> None:
        """Send a code to an address. Raises NotTaken."""
        try:
            await self.mailer.send(letters.entry_code(self.desk, to, lang, code))
        except MailDown as error:
            raise NotTaken(str(error), again=True) from error
