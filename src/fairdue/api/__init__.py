"""The same for machines: HTTP and JSON, described by OpenAPI. No tables, no rules."""
