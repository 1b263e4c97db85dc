"""Pure rules of the courts: facts and parameters in, a value or clauses out."""
