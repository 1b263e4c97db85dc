"""From a case's fields to a rule's facts, a module per topic. Modules register themselves."""
