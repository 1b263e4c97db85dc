"""The mapping: the document that says how an issuer's columns become ours."""
