"""Runs in presidio's own venv: JSON lines of {id, text} in, {id, spans} out.

Blank zh spaCy model (jieba segmentation, no download), every recogniser that knows no language of its own
asked for zh, telephone region CN. presidio-analyzer 2.2 ships no recogniser for Chinese identity numbers.
"""

import json
import sys

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IpRecognizer,
    PhoneRecognizer,
)

KINDS = {"CREDIT_CARD": "bank-card", "EMAIL_ADDRESS": "email", "IP_ADDRESS": "ip", "PHONE_NUMBER": "mobile"}


class BlankChinese(SpacyNlpEngine):
    def __init__(self):
        super().__init__()
        self.nlp = {"zh": spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})}


registry = RecognizerRegistry(supported_languages=["zh"])
for made in (CreditCardRecognizer, EmailRecognizer, IpRecognizer):
    registry.add_recognizer(made(supported_language="zh"))
registry.add_recognizer(PhoneRecognizer(supported_language="zh", supported_regions=["CN"]))
analyzer = AnalyzerEngine(nlp_engine=BlankChinese(), registry=registry, supported_languages=["zh"])
for line in sys.stdin:
    row = json.loads(line)
    found = analyzer.analyze(row["text"], language="zh", entities=list(KINDS))
    spans = [[KINDS[hit.entity_type], hit.start, hit.end] for hit in found]
    sys.stdout.write(json.dumps({"id": row["id"], "spans": spans}) + "\n")
