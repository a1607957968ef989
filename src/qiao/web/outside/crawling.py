"""The way for crawlers: what they may ask for, and where every note for everybody is."""

from qiao.kit.clock import rfc3339
from qiao.kit.db import ReadTx, Sql
from qiao.notes.visibility import RECOMMENDABLE
from qiao.web.outside.markup import text

PAGE = 5_000
"""So many addresses are on one page of the sitemap; the protocol allows ten times as many."""

_ENDS = Sql(f"""
    select id from (
      select n.id as id, row_number() over (order by n.id) as place
      from notes n where {RECOMMENDABLE}
    ) as placed where place - (place / :page) * :page = 0 order by id
""")
_PAGE = Sql(f"""
    select n.id, n.at_us from notes n
    where n.id > :after and {RECOMMENDABLE} order by n.id limit :page
""")
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_CLOSED = (
    "/api/", "/boards/", "/captions/", "/claim", "/feed-settings", "/following", "/login", "/mail",
    "/me/", "/new", "/notices", "/operator", "/search", "/settings", "/signup", "/statements",
)  # fmt: skip


def robots(address: str) -> bytes:
    """Return what crawlers may ask for: notes, people, topics; nothing that works for members."""
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    return f"User-agent: *\n{closed}Allow: /\n\nSitemap: {address}/sitemap.xml\n".encode()


async def index(tx: ReadTx, address: str, *, page: int = PAGE) -> bytes:
    """Return the sitemap's pages: each begins after a note, so that none moves as notes come."""
    ends = [str(row[0]) for row in await tx.rows(_ENDS, {"page": page})]
    pages = "".join(
        f"<sitemap><loc>{text(address)}/sitemap-notes.xml?after={after}</loc></sitemap>"
        for after in ["", *ends]
    )
    return f"{_XML}<sitemapindex {_SPACE}>{pages}</sitemapindex>".encode()


async def notes(tx: ReadTx, address: str, after: str, *, page: int = PAGE) -> bytes:
    """Return one page of the sitemap: notes that may be recommended to anybody."""
    rows = await tx.rows(_PAGE, {"after": after, "page": page})
    urls = "".join(
        f"<url><loc>{text(address)}/n/{note}</loc><lastmod>{rfc3339(int(str(at_us)))}</lastmod></url>"
        for note, at_us in rows
    )
    return f"{_XML}<urlset {_SPACE}>{urls}</urlset>".encode()
