"""Telephone numbers of every country, and what sending to one may cost."""

from typing import NamedTuple

from qiao.kit.clock import DAY, HOUR, SECOND
from qiao.kit.refusals import Invalid
from qiao.people.keys.codes import Budget
from qiao.people.keys.contacts import Contact
from qiao.people.keys.keyring import Keyring
from qiao.people.keys.settings import CodeBudgets, PhoneSettings

MAX_CHARS = 40
NEAR_DIGITS = 4
WIDE_DIGITS = 6
COST_UNITS = 10_000
"""Money is counted in ten thousandths."""


class NumberInvalid(Invalid):
    """No number that text messages go to. Facts: field."""

    code = "number_invalid"


class CountryClosed(Invalid):
    """This square sends no messages to that country. Facts: field, region."""

    code = "country_closed"


class Number(NamedTuple):
    """A number: the contact it is, and its region, as "LB"."""

    contact: Contact
    region: str


def checked_number(keys: Keyring, text: str, region: str, chosen: PhoneSettings) -> Number:
    """Return a number in its usual form. `region`: whose it is where it does not begin with +.

    Raises:
        NumberInvalid: it is none, or one that costs its caller money. CountryClosed.
    """
    import phonenumbers
    from phonenumbers import PhoneNumberType

    try:
        found = phonenumbers.parse(text[:MAX_CHARS], region.upper()[:2] or None)
    except phonenumbers.NumberParseException:
        raise NumberInvalid(field="to") from None
    takes_texts = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if not phonenumbers.is_valid_number(found) or found.extension:
        raise NumberInvalid(field="to")
    if phonenumbers.number_type(found) not in takes_texts:
        raise NumberInvalid(field="to")
    where = phonenumbers.region_code_for_number(found) or ""
    if "*" not in chosen.countries and where not in chosen.countries:
        raise CountryClosed(field="to", region=where)
    e164 = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    return Number(Contact("phone", e164, keys.code_hash(e164, "contact phone")), where)


def budgets(
    chosen: PhoneSettings, shared: CodeBudgets, number: Number, network: str
) -> list[Budget]:
    """Return what sending a message takes one of, besides money."""
    to = number.contact.lookup.hex()
    waits = ((1, 60 * SECOND), (2, 5 * 60 * SECOND), (3, HOUR // 2), (4, 3 * HOUR))
    return [
        *(Budget(f"wait {most} {to}", most, within_us) for most, within_us in waits),
        Budget(f"number {to}", chosen.to_number_per_day, DAY),
        Budget(f"network {network}", shared.per_network_per_hour, HOUR),
        Budget("texts", chosen.per_hour, HOUR),
        *unproved(chosen, number.contact.to, number.region),
    ]


def unproved(chosen: PhoneSettings, e164: str, region: str) -> list[Budget]:
    """Return what is given back when the code comes back: then there was a person.

    Who sends messages to numbers of their own for a share of the price takes neighbouring ones, and
    has no reason to send the codes back.
    """
    near, wide = e164[:-NEAR_DIGITS], e164[:-WIDE_DIGITS]
    return [
        Budget(f"range {near}", chosen.unproved_per_range_per_hour, HOUR),
        Budget(f"range {wide}", chosen.unproved_per_range_per_day, DAY),
        Budget(f"country {region}", chosen.unproved_per_country_per_day, DAY),
    ]


def price(chosen: PhoneSettings, region: str) -> tuple[Budget, int]:
    """Return the money there is in a day, and how much of it a message takes."""
    cost = chosen.cost.get(region, chosen.cost_elsewhere)
    most = int(chosen.max_cost_per_day * COST_UNITS)
    return Budget("money", most, DAY), max(1, round(cost * COST_UNITS))


def region_of(e164: str) -> str:
    """Return the region of a number that was checked."""
    import phonenumbers

    return phonenumbers.region_code_for_number(phonenumbers.parse(e164, None)) or ""
