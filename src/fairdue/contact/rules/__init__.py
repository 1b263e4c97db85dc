"""May we contact this person, now, this way? Pure: facts and terms in, clauses out."""
