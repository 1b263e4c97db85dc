"""Writes a decision table as DMN 1.3, with a diagram, so that modellers open it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from fairdue.strategy.rules.dmn.feel import written
from fairdue.strategy.rules.dmn.rules import Rule, rules_of
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import DecisionTable, Step

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DMNDI = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
DI = "http://www.omg.org/spec/DMN/20180521/DI/"
OURS = "urn:fairdue:dmn"
"""The namespace of what DMN has no place for: the table's title in both languages, its version."""

TYPES = {Kind.WHOLE: "number", Kind.AMOUNT: "number", Kind.FLAG: "boolean"}
CURRENCY = "currency"
WHY_EN, WHY_ZH = "why (en)", "why (zh)"

WIDTH, HEIGHT, GAP, TOP, BELOW = 180, 60, 20, 80, 260
"""Of the diagram: boxes in a row below, the decision above their middle."""

Element = ElementTree.Element


def write_dmn(table: DecisionTable) -> bytes:
    """The table as UTF-8 XML. Raises DmnError for a row that holds for no account."""
    for prefix, uri in (("", MODEL), ("dmndi", DMNDI), ("dc", DC), ("di", DI), ("fairdue", OURS)):
        ElementTree.register_namespace(prefix, uri)
    rules = [rule for row in table.rows for rule in rules_of(row)]
    asked = {name for rule in rules for name in rule.asked}
    names = [CURRENCY] if any(rule.currency for rule in rules) else []
    names += [name for name in INPUTS if name in asked]
    root = Element(
        _m("definitions"),
        {"id": "definitions", "name": table.title.en, "namespace": f"{OURS}:{_ncname(table.name)}"},
    )
    _ours(root, table)
    for name in names:
        data = _sub(root, "inputData", id=f"data_{name}", name=name)
        _sub(data, "variable", id=f"variable_{name}", name=name, typeRef=_type(name))
    decision = _sub(root, "decision", id="decision", name=table.name)
    _sub(decision, "variable", id="variable_decision", name=table.name)
    for name in names:
        needed = _sub(decision, "informationRequirement", id=f"needs_{name}")
        _sub(needed, "requiredInput", href=f"#data_{name}")
    _table(decision, names, rules)
    _diagram(root, names)
    ElementTree.indent(root)
    body: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return body + b"\n"


def _ours(root: Element, table: DecisionTable) -> None:
    kept = _sub(root, "extensionElements")
    told = {"version": table.version.rpartition("-")[0] or table.version}
    told |= {"title_en": table.title.en, "title_zh": table.title.zh}
    ElementTree.SubElement(kept, f"{{{OURS}}}table", told)


def _table(decision: Element, names: list[str], rules: list[Rule]) -> None:
    table = _sub(
        decision,
        "decisionTable",
        id="table",
        hitPolicy="FIRST",
        preferredOrientation="Rule-as-Row",
    )
    for name in names:
        column = _sub(table, "input", id=f"input_{name}", label=_label(name))
        expression = _sub(column, "inputExpression", id=f"expression_{name}", typeRef=_type(name))
        _text(expression, name)
    treatment = _sub(table, "output", id="output_treatment", name="treatment", typeRef="string")
    _text(_sub(treatment, "outputValues", id="treatments"), ", ".join(f'"{one}"' for one in Step))
    _sub(table, "output", id="output_row", name="row", typeRef="string")
    _sub(table, "annotation", name=WHY_EN)
    _sub(table, "annotation", name=WHY_ZH)
    for number, rule in enumerate(rules, start=1):
        entry = _sub(table, "rule", id=f"rule_{number}")
        for name in names:
            tests = _sub(entry, "inputEntry", id=f"rule_{number}_{name}")
            _text(tests, _entry(rule, name))
        for output, value in (("treatment", rule.then), ("row", rule.row)):
            _text(_sub(entry, "outputEntry", id=f"rule_{number}_{output}"), quoted(value))
        _text(_sub(entry, "annotationEntry"), rule.why.en)
        _text(_sub(entry, "annotationEntry"), rule.why.zh)


def _entry(rule: Rule, name: str) -> str:
    if name == CURRENCY:
        return quoted(rule.currency) if rule.currency else "-"
    return written(rule.asked.get(name, ()), INPUTS[name], rule.currency)


def _diagram(root: Element, names: list[str]) -> None:
    """The decision with its inputs below; without it some modellers show nothing."""
    top = ElementTree.SubElement(root, f"{{{DMNDI}}}DMNDI")
    diagram = ElementTree.SubElement(top, f"{{{DMNDI}}}DMNDiagram", id="diagram")
    middle = max(len(names) - 1, 0) * (WIDTH + GAP) // 2 + TOP
    _shape(diagram, "decision", middle, TOP)
    for place, name in enumerate(names):
        left = TOP + place * (WIDTH + GAP)
        _shape(diagram, f"data_{name}", left, BELOW)
        edge = ElementTree.SubElement(
            diagram, f"{{{DMNDI}}}DMNEdge", id=f"edge_{name}", dmnElementRef=f"needs_{name}"
        )
        for x, y in ((left + WIDTH // 2, BELOW), (middle + WIDTH // 2, TOP + HEIGHT)):
            ElementTree.SubElement(edge, f"{{{DI}}}waypoint", x=str(x), y=str(y))


def _shape(diagram: Element, of: str, x: int, y: int) -> None:
    shape = ElementTree.SubElement(
        diagram, f"{{{DMNDI}}}DMNShape", id=f"shape_{of}", dmnElementRef=of
    )
    ElementTree.SubElement(
        shape, f"{{{DC}}}Bounds", height=str(HEIGHT), width=str(WIDTH), x=str(x), y=str(y)
    )


def quoted(text: str) -> str:
    """A FEEL string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _type(name: str) -> str:
    return "string" if name == CURRENCY else TYPES[INPUTS[name].kind]


def _label(name: str) -> str:
    if name == CURRENCY:
        return "currency"
    given = INPUTS[name]
    unit = ", major units" if given.kind is Kind.AMOUNT else ""
    return f"{given.label.en}{unit}"


def _m(tag: str) -> str:
    return f"{{{MODEL}}}{tag}"


def _sub(parent: Element, tag: str, **attributes: str) -> Element:
    return ElementTree.SubElement(parent, _m(tag), attributes)


def _text(parent: Element, text: str) -> None:
    _sub(parent, "text").text = text


def _ncname(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "_", text)
