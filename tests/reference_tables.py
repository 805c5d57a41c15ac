"""The reference data as the rules take it, read once."""

import json
from pathlib import Path

from progress.rules.reference import ReferenceTables

ROOT = Path(__file__).parent.parent


def table(path):
    return json.loads((ROOT / path).read_text())


MEASURES = table("patients/reference/measures.json")
CONDITIONS = table("patients/reference/conditions.json")
SCREENING = table("patients/reference/screening.json")
MUSCLES = table("sessions/reference/muscles.json")
ADVERSE_EVENTS = table("sessions/reference/adverse_events.json")
JURISDICTIONS = table("practice/reference/jurisdictions.json")["jurisdictions"]
CASES_FILE = table("progress/reference/cases.json")
CASES = {case["id"]: case for case in CASES_FILE["cases"]}
UNIT_EXAMPLES = CASES_FILE["unit_examples"]
TABLES = ReferenceTables(measures=MEASURES, screening=SCREENING, muscles=MUSCLES, adverse_events=ADVERSE_EVENTS)
MEASURE = TABLES.measure_by_key
