"""Places known by name in many languages: countries, and cities that time zones are named by.

The names are CLDR's, which come with Babel. There are no coordinates, and none are wanted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global

from qiao.topics.models import slug_of

LANGS: Final = {
    "en": "en", "zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant", "ja": "ja", "ko": "ko", "fr": "fr",
    "es": "es", "pt": "pt", "ar": "ar", "lo": "lo",
}  # fmt: skip
_NO_PLACES = frozenset(("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"))


@dataclass(frozen=True, slots=True)
class Known:
    """A place with its names by language; `country`: where a city is, "" for a country itself."""

    slug: str
    names: Mapping[str, str]
    country: str = ""


@cache
def known() -> dict[str, Known]:
    """Return all known places by slug. The first call reads ten languages: keep it off the loop."""
    locales = {lang: Locale.parse(name) for lang, name in LANGS.items()}
    found: dict[str, Known] = {}
    of: dict[str, str] = {}
    for code in map(str, locales["en"].territories):
        if len(code) != 2 or not code.isalpha() or code in _NO_PLACES:
            continue
        names = {lang: str(one.territories[code]) for lang, one in locales.items()
                 if code in one.territories}  # fmt: skip
        of[code] = slug_of(names["en"])
        found[of[code]] = Known(of[code], names)
    for zone, territory in sorted(get_global("zone_territories").items()):
        if territory not in of or "/" not in zone:
            continue
        plain = zone.rpartition("/")[2].replace("_", " ")
        names = {lang: str(one.time_zones.get(zone, {}).get("city") or "")
                 for lang, one in locales.items()}  # fmt: skip
        if not any(names.values()):
            continue  # an old spelling of another zone
        names["en"] = names["en"] or plain
        slug = slug_of(names["en"])
        if slug:
            given = {lang: name for lang, name in names.items() if name}
            found.setdefault(slug, Known(slug, given, of[territory]))
    return found


@cache
def _by_name() -> dict[str, str]:
    """Return each name, folded, with the slug it stands for; a country before a city."""
    found: dict[str, str] = {}
    for one in sorted(known().values(), key=lambda each: bool(each.country)):
        for name in (one.slug, *one.names.values()):
            found.setdefault(slug_of(name), one.slug)
    return found


def slug_for(name: str) -> str:
    """Return the slug of a place by any of its names; a name that nobody knows has its own."""
    folded = slug_of(name)
    return _by_name().get(folded, folded)


def beginning(typed: str, *, most: int) -> list[Known]:
    """Return known places one of whose names begins with what was typed, the shortest first."""
    folded = slug_of(typed)
    if not folded:
        return []
    slugs: dict[str, int] = {}
    for name, slug in _by_name().items():
        if name.startswith(folded):
            slugs[slug] = min(len(name), slugs.get(slug, len(name)))
    return [known()[slug] for slug in sorted(slugs, key=lambda one: (slugs[one], one))[:most]]
