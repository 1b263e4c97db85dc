"""Decision tables as DMN 1.3 XML, for other tools; and from them."""

from fairdue.strategy.rules.dmn.reading import read_dmn
from fairdue.strategy.rules.dmn.rules import DmnError
from fairdue.strategy.rules.dmn.writing import write_dmn

__all__ = ["DmnError", "read_dmn", "write_dmn"]
