"""Everything held about one cardholder, for themselves to take along."""

from fairdue.reporting.exports.own_file.export import OwnFile, export_own_file, exports_of

__all__ = ["OwnFile", "export_own_file", "exports_of"]
