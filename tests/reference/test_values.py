import pytest

from bot.reference.fields import FIELDS, fields_of, value_of
from bot.reference.tables import keyed_rows
from bot.reference.values import cleaned, problem_of


def row_of(table_name: str, /, **values: str) -> dict[str, str]:
    return next(row for _, row, _ in keyed_rows(table_name) if all(row[k] == v for k, v in values.items()))


ROWS = {
    "AD": ("emergency_numbers", {"iso2": "AD"}),
    "ID": ("emergency_numbers", {"iso2": "ID"}),
    "home": ("home_lines", {"nationality_iso2": "ID"}),
    "riyadh": ("indonesian_missions", {"name_id": "KBRI Riyadh"}),
    "holy see": ("indonesian_missions", {"name_id": "KBRI Takhta Suci Vatikan"}),
    "france": ("embassies_jakarta", {"name": "Embassy of France"}),
    "hospital": ("jakarta_places", {"name": "RS Abdi Waluyo"}),
    "129": ("indonesia_numbers", {"number": "129"}),
}


@pytest.mark.parametrize(
    ("row", "field", "value", "problem"),
    [
        ("AD", "police", "112", ""),
        ("AD", "police", "112; 911", ""),
        ("AD", "police", "+376 872 000", "no_short_number"),
        ("AD", "police", "+376872000", ""),
        ("AD", "police", "one one two", "no_short_number"),
        ("AD", "police", "1", "no_short_number"),
        ("AD", "police", "١١٢", "no_short_number"),
        ("AD", "police", ";", "no_short_number"),
        ("AD", "police", "", "empty"),
        ("AD", "iso2", "FR", "unknown_field"),
        ("ID", "ambulance", "118", "unknown_field"),
        ("home", "number", "+62 812 1111 2222", ""),
        ("home", "number", "0812 1111 2222", "no_international_number"),
        ("home", "number", "+62 812 call me", "no_international_number"),
        ("riyadh", "hotline", "+966 56 917 3990; 112", "no_international_number"),
        ("riyadh", "covers_iso2", "YE; OM", ""),
        ("riyadh", "covers_iso2", "YE; XX", "unknown_country"),
        ("riyadh", "position", "24.7, 46.7", ""),
        ("riyadh", "position", "46.7, 24.7", "outside_country"),
        ("riyadh", "position", "24.7", "no_position"),
        ("riyadh", "position", "nan, 46.7", "no_position"),
        ("riyadh", "position", "124.7, 46.7", "no_position"),
        ("holy see", "position", "41.9, 12.48", ""),
        ("france", "position", "-8.65, 115.2", "outside_jakarta"),
        ("france", "position", "48.85, 2.35", "outside_country"),
        ("france", "email", "consulat@example.org", ""),
        ("france", "email", "consulat at example", "no_email"),
        ("france", "website", "https://id.ambafrance.org/new", ""),
        ("france", "website", "javascript:alert(1)", "no_website"),
        ("hospital", "address", "Jalan Baru 1", ""),
        ("hospital", "address", "x" * 301, "too_long"),
        ("hospital", "position", "-6.2, 106.8", ""),
        ("hospital", "position", "0, 0", "outside_country"),
        ("129", "number", "129", ""),
        ("129", "number", "0811-102-7727", ""),
        ("129", "number", "call us", "no_local_number"),
    ],
)
def test_values_are_checked_as_the_tables_are(row: str, field: str, value: str, problem: str) -> None:
    name, values = ROWS[row]
    assert problem_of(name, row_of(name, **values), field, value) == problem


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("short", " 112 ;911;", "112; 911"),
        ("short", "１１２", "112"),
        ("countries", "ye;om", "YE; OM"),
        ("position", "-6.2,106.8", "-6.2, 106.8"),
        ("text", "Jalan  Baru\n1", "Jalan Baru 1"),
    ],
)
def test_typed_values_are_put_into_the_form_of_the_tables(kind: str, typed: str, expected: str) -> None:
    assert cleaned(kind, typed) == expected


def test_every_published_value_is_accepted_as_it_stands() -> None:
    for name in FIELDS:
        for key, row, _ in keyed_rows(name):
            for field, kind in fields_of(name, row).items():
                value = value_of(name, row, field)
                if value:
                    assert problem_of(name, row, field, cleaned(kind, value)) == "", (name, key, field)
