"""How our topics are called in the registries of EIDO and in CAP.

Incident types: registry "EIDO-IncidentType-Common" of NENA-STA-021.1 (from APCO ANS 2.103.2-2019). Person
roles: registry "EIDO-PersonRole". Categories: CAP 1.2, ``info.category``. The mapping is ours.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicCodes:
    """EIDO incident type and role of the person concerned, CAP categories."""

    incident_type: str
    role: str
    categories: tuple[str, ...]


_TOPICS = {
    "emergency_medical": TopicCodes("SICK", "Patient", ("Health",)),
    "emergency_fire": TopicCodes("FUNK", "Victim", ("Fire", "Rescue")),
    "emergency_crime": TopicCodes("ASSAULT", "Victim", ("Security",)),
    "emergency_accident": TopicCodes("MVAINJY", "Patient", ("Transport", "Health")),
    "emergency_disaster": TopicCodes("MAJORINC", "Victim", ("Safety", "Rescue")),
    "emergency_rescue": TopicCodes("RESCUE", "Victim", ("Rescue",)),
    "emergency_sexual_violence": TopicCodes("SEXOFFNS", "Victim", ("Security", "Health")),
    "emergency_domestic_violence": TopicCodes("DVA", "Victim", ("Security",)),
    "emergency_captivity": TopicCodes("HOSTAGE", "Victim", ("Security", "Rescue")),
    "emergency_conflict": TopicCodes("CU1", "Victim", ("Security", "Rescue")),
    "emergency_self_harm": TopicCodes("SUICTHRT", "Patient", ("Health",)),
    "emergency_missing_child": TopicCodes("PERMISS", "InvolvedPerson", ("Rescue", "Security")),
    "emergency_unspecified": TopicCodes("TROUBLE", "InvolvedPerson", ("Other",)),
    "consular_lost_passport": TopicCodes("PROPLOST", "InvolvedPerson", ("Other",)),
    "consular_arrest": TopicCodes("CUST", "InvolvedPerson", ("Other",)),
    "consular_hospitalised": TopicCodes("SICK", "Patient", ("Health",)),
    "consular_death": TopicCodes("DEATHNTF", "InvolvedPerson", ("Other",)),
    "consular_missing_person": TopicCodes("PERMISS", "InvolvedPerson", ("Rescue",)),
    "consular_labour_dispute": TopicCodes("CDX", "InvolvedPerson", ("Other",)),
    "consular_stranded": TopicCodes("CITASST", "InvolvedPerson", ("Safety",)),
    "consular_evacuation": TopicCodes("CITASST", "InvolvedPerson", ("Safety", "Security")),
    "consular_theft_fraud": TopicCodes("LARCENY", "Victim", ("Security",)),
    "consular_extortion": TopicCodes("EXTORT", "Victim", ("Security",)),
    "consular_child_welfare": TopicCodes("WELFARE", "InvolvedPerson", ("Safety",)),
    "consular_immigration": TopicCodes("ALIEN", "InvolvedPerson", ("Other",)),
}
_OTHER = TopicCodes("CITASST", "InvolvedPerson", ("Other",))


def codes_of(topic: str, urgency: str) -> TopicCodes:
    """Return the codes of a topic. One without a code of its own is help to a citizen, or no emergency."""
    known = _TOPICS.get(topic)
    if known is not None:
        return known
    return TopicCodes("NONEMERG", _OTHER.role, _OTHER.categories) if urgency == "routine" else _OTHER


def topics() -> tuple[str, ...]:
    """Return the topics that have codes of their own."""
    return tuple(_TOPICS)
