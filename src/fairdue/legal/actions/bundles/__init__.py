"""Exhibits from outside, and bundles of everything that proves a matter."""

from fairdue.legal.actions.bundles.exhibits import add_exhibit, exhibit_file, withdraw_exhibit
from fairdue.legal.actions.bundles.making import bundle_file, check_bundle, make_bundle

__all__ = [
    "add_exhibit",
    "bundle_file",
    "check_bundle",
    "exhibit_file",
    "make_bundle",
    "withdraw_exhibit",
]
