"""Reads a statement from standard input with in-toto's own library, and prints what SLSA's verification summary has of its predicate."""

import json
import sys

from google.protobuf import json_format
from in_toto_attestation.predicates.vsa.v1 import vsa_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement

text = sys.stdin.read()
# Strict: a field that in-toto does not know is refused.
statement = json_format.Parse(text, statement_pb2.Statement())
Statement.copy_from_pb(statement).validate()
predicate = json.loads(text)["predicate"]
# The library has one text there (December 2023); the specification has a list of them (https://slsa.dev/verification_summary/v1).
predicate.pop("verifiedLevels")
summary = json_format.ParseDict(predicate, vsa_pb2.VerificationSummary(), ignore_unknown_fields=True)
print(json.dumps(json_format.MessageToDict(summary)))
