"""Runs in openmed's own venv: JSON lines of {id, text} in, {id, spans} out.

Its deterministic patterns for zh (`safety_sweep`); its neural models would have to be fetched and are not run.
"""

import json
import sys

from openmed.core.safety_sweep import safety_sweep

KINDS = {
    "national_id": "resident-id", "phone_number": "mobile", "email": "email", "ipv4": "ip", "ipv6": "ip",
    "credit_debit_card": "bank-card", "credit_card": "bank-card", "account_number": "bank-card",
    "id_num": "resident-id", "ssn": "resident-id", "phone": "mobile", "ip_address": "ip",
}  # fmt: skip

for line in sys.stdin:
    row = json.loads(line)
    found = safety_sweep(row["text"], [], lang="zh")
    spans = [[KINDS[hit.label.lower()], hit.start, hit.end] for hit in found if hit.label.lower() in KINDS]
    sys.stdout.write(json.dumps({"id": row["id"], "spans": spans}) + "\n")
