"""Letters in the member's language: plain text, and the same as a page with nothing else in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from html import escape

from qiao.notices.sentences import RTL, apart, words_in


@dataclass(frozen=True)
class Item:
    """What happened, what was said where it may be quoted, and where it is to be found."""

    sentence: str
    said: str
    url: str


@dataclass(frozen=True)
class Desk:
    """Who writes. `address`: where members find the square; `sender`: whom letters come from."""

    square: str
    address: str
    sender: str


def digest(
    desk: Desk, to: str, who: str, lang: str, items: Sequence[Item], *, more: bool, stop: str
) -> EmailMessage:
    """Write a digest. `stop`: the token of the link that ends them."""
    words = words_in(lang)
    count = f"{len(items)}+" if more else str(len(items))
    hello = words["hello"].format(who=apart(who))
    page = f"{desk.address}/mail?do=stop&token={stop}"
    why = words["why"].format(square=desk.square)
    text = [hello, ""]
    html = [f"<p>{escape(hello)}</p><ul>"]
    for item in items:
        text += [f"* {item.sentence}", *([f"  {item.said}"] if item.said else []), f"  {item.url}"]
        said = f"<br><span dir='auto'>{escape(item.said)}</span>" if item.said else ""
        html.append(f"<li><a href='{escape(item.url)}'>{escape(item.sentence)}</a>{said}</li>")
    everything = f"{desk.address}/notices"
    text += ["", f"{words['open_all']}: {everything}", "", why, f"{words['stop']}: {page}"]
    html.append(
        f"</ul><p><a href='{escape(everything)}'>{escape(words['open_all'])}</a></p>"
        f"<p><small>{escape(why)} <a href='{escape(page)}'>{escape(words['stop'])}</a></small></p>"
    )
    subject = words["subject"].format(count=count, square=desk.square)
    letter = _letter(desk, to, subject, lang, text, html)
    # RFC 8058: mail programs show a button that ends it with one request
    letter["List-Unsubscribe"] = f"<{desk.address}/api/v1/mail/stop?token={stop}>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return letter


def question(desk: Desk, to: str, lang: str, *, token: str) -> EmailMessage:
    """Ask whether an address is its member's; says nothing of anybody."""
    words = words_in(lang)
    page = f"{desk.address}/mail?do=confirm&token={token}"
    ask = words["ask"].format(square=desk.square)
    html = [
        f"<p>{escape(ask)}</p><p><a href='{escape(page)}'>{escape(page)}</a></p>",
        f"<p>{escape(words['ask_not'])}</p>",
    ]
    subject = words["ask_subject"].format(square=desk.square)
    return _letter(desk, to, subject, lang, [ask, "", page, "", words["ask_not"]], html)


def entry_code(desk: Desk, to: str, lang: str, code: str) -> EmailMessage:
    """Write down a code to come in with; the same letter whether or not the address is known."""
    words = words_in(lang)
    lead = words["code"].format(square=desk.square)
    rest = [words["code_for"], words["code_not"]]
    big = f"<p dir='ltr' style='font-size:28px;letter-spacing:.2em'><strong>{code}</strong></p>"
    html = [f"<p>{escape(lead)}</p>", big, *(f"<p>{escape(one)}</p>" for one in rest)]
    subject = words["code_subject"].format(square=desk.square, code=code)
    return _letter(desk, to, subject, lang, [lead, "", code, "", *rest], html)


def _letter(
    desk: Desk, to: str, subject: str, lang: str, text: Sequence[str], html: Sequence[str]
) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Mailbox(desk.square, addr_spec=desk.sender)
    letter["To"] = to
    letter["Subject"] = " ".join(subject.split())
    letter["Date"] = formatdate(localtime=False)
    letter["Message-ID"] = make_msgid(domain=desk.sender.rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = lang
    letter.set_content("\n".join(text) + "\n", cte="base64")
    way = "rtl" if lang in RTL else "ltr"
    body = f"<body>{''.join(html)}</body>"
    page = f"<!doctype html><html lang='{escape(lang)}' dir='{way}'>{body}</html>"
    letter.add_alternative(page, subtype="html", cte="base64")
    return letter
