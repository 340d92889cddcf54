"""Expands a SAM template (JSON on standard input) as CloudFormation does before it deploys it."""
import json
import sys

from samtranslator.translator.transform import transform


class NoManagedPolicies:
    """The template names none of the managed policies that SAM looks up."""

    def load(self):
        return {}


json.dump(transform(json.load(sys.stdin), {}, NoManagedPolicies()), sys.stdout)
