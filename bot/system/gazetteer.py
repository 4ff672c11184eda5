"""The places of the reference data as the entity finder wants them."""

from __future__ import annotations

from bot.nlu.entities import GazetteerRow
from bot.reference.countries import countries
from bot.reference.tables import split_list, table


def gazetteer() -> list[GazetteerRow]:
    """Return the countries and cities of the reference data, under every name they have there."""
    rows: list[GazetteerRow] = [
        (name, "country", country.iso2, country.names["en"])
        for country in countries().values()
        for name in country.all_names
    ]
    for city in table("cities"):
        names = [city[key] for key in ("name_en", "name_id", "name_fr", "name_zh", "name_zh_hant")]
        listed = dict.fromkeys([*names, *split_list(city["aliases"])])
        rows += [(name, "city", city["iso2"], city["name_en"]) for name in listed if name]
    return rows
