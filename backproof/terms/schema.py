"""The schema of a term file as JSON Schema (draft 7), for editors: keys, types, and each kind's own keys."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import msgspec

from backproof.terms.choices import in_any_case
from backproof.terms.kinds import KINDS, Kind
from backproof.terms.loading import TermFile
from backproof.terms.questions import OwnPartHead, QuestionHead
from backproof.terms.reading import Data
from backproof.variants.recipes.schemas import RECIPES

_DRAFT = "http://json-schema.org/draft-07/schema#"
Schema = dict[str, Any]
_REFERENCE = {"type": "string", "pattern": r"^\s*\{\{.*\}\}\s*$"}


def term_schema() -> Schema:
    """Return the schema of a term file with the kinds that are installed."""
    whole, definitions = _of(TermFile)
    questions = {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/question"}}
    asked = _with_references({"question": _question(), "part": _part()})
    return {
        "$schema": _DRAFT,
        "title": "A term's homework",
        **whole,
        "properties": _with_references({"properties": whole["properties"] | {"questions": questions}})[
            "properties"
        ],
        "definitions": definitions | _recipes(definitions) | _tables() | asked,
    }


def _with_references(schema: Any) -> Any:
    """Let a reference to a value that varies stand in place of any number, list or table."""
    if isinstance(schema, list):
        return [_with_references(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _with_references(value) for key, value in schema.items()}
    properties = found.get("properties")
    if isinstance(properties, dict):
        found["properties"] = {key: _or_reference(value) for key, value in properties.items()}
    return found


def _or_reference(schema: Any) -> Any:
    options = schema.get("anyOf", [schema]) if isinstance(schema, dict) else []
    typed = any(option.get("type", "string") not in {"string", "object"} for option in options)
    return {"anyOf": [schema, _REFERENCE]} if typed else schema


def _recipes(definitions: Schema) -> Schema:
    """Return the table of what varies, in which each value has the keys of its recipe."""
    variants = definitions["Variants"]
    recipes = {"anyOf": [_of(recipe)[0] for recipe in RECIPES.values()]}
    values = variants["properties"]["values"] | {"additionalProperties": recipes}
    return {"Variants": {**variants, "properties": {**variants["properties"], "values": values}}}


def _tables() -> Schema:
    """Return the schemas of the tables among the keys of kinds, which are referred to by name."""
    found: Schema = {}
    for kind in KINDS.values():
        if kind.answers_parts and (data := getattr(import_module(kind.part_solver), "DATA", None)):
            found |= {name: schema for name, schema in _of(data)[1].items() if name != data.__name__}
    return found


def _part() -> Schema:
    """Return the schema of a part that names its kind; any other one has the kind of its question."""
    kinds = [kind for kind in KINDS.values() if kind.answers_parts]
    return {
        "type": "object",
        "properties": {"kind": {"enum": [kind.name for kind in kinds]}},
        "allOf": [_if_kind(kind.name, _part_of(kind)) for kind in kinds],
    }


def _part_of(kind: Kind) -> Schema:
    data = getattr(import_module(kind.part_solver), "DATA", None)
    head, _ = _of(OwnPartHead)
    # A shared name may stand for any value, and what is shared need not be repeated: no key is required.
    own = _of(data)[0]["properties"] if data else {}
    named = {key: {"anyOf": [schema, {"type": "string"}]} for key, schema in own.items()}
    return {
        "properties": {**head["properties"], **named, "kind": True},
        "required": head["required"],
        "additionalProperties": data is None,
    }


def _question() -> Schema:
    """Return the schema of a question: answered by a solver, as a whole by its kind, or by parts."""
    head, _ = _of(QuestionHead)
    parts = {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/part"}}
    by_parts = {**head["properties"], "parts": parts}
    known = {**by_parts, "kind": {"enum": sorted(KINDS)}}
    alone = [kind for kind in KINDS.values() if kind.answers_parts and not kind.answers_questions]
    return {
        "type": "object",
        "properties": known,
        "required": head["required"],
        "allOf": [
            # The keys of a solver or of a whole kind are checked when the question is solved.
            {
                "if": {"not": {"anyOf": [{"required": ["solver"]}, {"required": ["kind"]}]}},
                "then": {"properties": by_parts, "required": ["parts"], "additionalProperties": False},
            },
            *(
                _if_kind(kind.name, {"if": {"not": {"required": ["parts"]}}, "then": _only_part(kind)})
                for kind in alone
            ),
            {"if": {"required": ["solver"]}, "then": {"not": {"required": ["kind"]}}},
        ],
    }


def _only_part(kind: Kind) -> Schema:
    """Return the schema of a question that is itself the only part, of a kind of parts alone."""
    head, part = _of(QuestionHead)[0]["properties"], _part_of(kind)
    return {**part, "properties": {**head, **part["properties"], "id": head["id"], "title": head["title"]}}


def _if_kind(name: str, then: Schema) -> Schema:
    return {"if": {"properties": {"kind": {"const": name}}, "required": ["kind"]}, "then": then}


def _of(data: type[Data]) -> tuple[Schema, Schema]:
    """Return the schema of a struct without what TOML cannot state, and the definitions that it refers to."""
    (reference,), components = msgspec.json.schema_components([data], ref_template="#/definitions/{name}")
    name = reference["$ref"].rpartition("/")[2]
    return _plain(components.pop(name)), {key: _plain(value) for key, value in components.items()}


def _plain(schema: Any) -> Any:
    """Leave out nulls, which TOML does not have, and defaults."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    options = [item for item in schema.get("anyOf", ()) if item != {"type": "null"}]
    if len(options) == 1:
        return _plain(options[0])
    found = {key: _plain(value) for key, value in schema.items() if key != "default"}
    return _as_typed(found | ({"anyOf": _plain(options)} if options else {}))


def _as_typed(schema: Schema) -> Schema:
    """Let the words of a choice be in any case, and one of them, or one text, stand for a list."""
    words = [word for word in schema.get("enum", ()) if isinstance(word, str)]
    if words:
        spellings = [{"type": "string", "pattern": in_any_case(word)} for word in words]
        return {"anyOf": [schema, *spellings]}
    items = schema.get("items", {})
    if (
        schema.get("type") == "array"
        and isinstance(items, dict)
        and (items.get("type") == "string" or any("enum" in one for one in items.get("anyOf", ())))
    ):
        return {"anyOf": [schema, items]}
    return schema
