"""The little language of `applies_if`, `asked_if` and `when`: parsing and Kleene evaluation.

    or  := and {'or' and}      and := not {'and' not}
    not := 'not' not | '(' or ')' | name [op literal]
    op  := == != < <= > >= in contains intersects
    literal := 'text' | number | ['text', ...]

An expression is True, False or None (unknown). A name that has no value is unknown, and stays so
unless the rest decides: *unknown and false* is false, *unknown or true* is true.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.problems import N_, InvalidInput, Problem
from app.domain.text import Text

Value = bool | float | str | frozenset[str]
Literal = float | str | tuple[str, ...]
Env = Mapping[str, Value]
Kleene = bool | None

_TOKEN = re.compile(
    r"(?:(?P<number>\d+(?:\.\d+)?)|'(?P<text>[^']*)'|(?P<op>==|!=|<=|>=|<|>)"
    r"|(?P<mark>[()\[\],])|(?P<word>[A-Za-z_][A-Za-z0-9_]*))"
)
_WORD_OPS = frozenset({"in", "contains", "intersects"})
KEYWORDS = _WORD_OPS | {"and", "or", "not"}
MAX_DEPTH = 40
_SHALLOWER = Text(f"最多{MAX_DEPTH}层嵌套", f"at most {MAX_DEPTH} levels of nesting")
_TOKENS = Text("名称、值或运算符", "a name, a value or an operator")
_VALUE, _NUMBER = Text("值", "a value"), Text("数字", "a number")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`name op literal`."""

    name: str
    op: str
    literal: Literal

    def evaluate(self, env: Env) -> Kleene:
        value = env.get(self.name)
        if value is None:
            return None
        return _compare(value, self.op, self.literal)


@dataclass(frozen=True, slots=True)
class Fact:
    """A bare name: a yes/no variable."""

    name: str

    def evaluate(self, env: Env) -> Kleene:
        value = env.get(self.name)
        return None if value is None else value is True


@dataclass(frozen=True, slots=True)
class Named:
    """A named condition, with the expression it stands for."""

    name: str
    expression: "Expression"

    def evaluate(self, env: Env) -> Kleene:
        return self.expression.evaluate(env)


@dataclass(frozen=True, slots=True)
class Not:
    part: "Expression"

    def evaluate(self, env: Env) -> Kleene:
        value = self.part.evaluate(env)
        return None if value is None else not value


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Expression", ...]

    def evaluate(self, env: Env) -> Kleene:
        result: Kleene = True
        for part in self.parts:
            value = part.evaluate(env)
            if value is False:
                return False
            if value is None:
                result = None
        return result


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Expression", ...]

    def evaluate(self, env: Env) -> Kleene:
        result: Kleene = False
        for part in self.parts:
            value = part.evaluate(env)
            if value is True:
                return True
            if value is None:
                result = None
        return result


Expression = Comparison | Fact | Named | Not | And | Or


def _compare(value: Value, op: str, literal: Literal) -> bool:
    if op == "contains":
        return isinstance(value, frozenset) and literal in value
    if op == "intersects":
        return isinstance(value, frozenset) and not value.isdisjoint(literal)  # type: ignore[arg-type]
    if op == "in":
        return isinstance(literal, tuple) and value in literal
    if op == "==":
        return value == literal
    if op == "!=":
        return value != literal
    if isinstance(value, (str, frozenset)) or not isinstance(literal, float):
        return False
    match op:
        case "<":
            return value < literal
        case "<=":
            return value <= literal
        case ">":
            return value > literal
        case _:
            return value >= literal


def parse(source: str, conditions: Mapping[str, Expression] | None = None) -> Expression:
    """The expression written in `source`; a name among `conditions` stands for that expression.

    Raises `InvalidInput` with one problem that says where reading stopped and what was expected.
    """
    return _Parser(source, conditions or {}).whole()


def leaves(expression: Expression) -> Iterator[Comparison | Fact]:
    """Every comparison and bare name, left to right, named conditions opened."""
    match expression:
        case Comparison() | Fact():
            yield expression
        case Named():
            yield from leaves(expression.expression)
        case Not():
            yield from leaves(expression.part)
        case And() | Or():
            for part in expression.parts:
                yield from leaves(part)


def names(expression: Expression) -> frozenset[str]:
    """The variables the expression looks at."""
    return frozenset(leaf.name for leaf in leaves(expression))


class _Parser:
    def __init__(self, source: str, conditions: Mapping[str, Expression]) -> None:
        self.source = source
        self.conditions = conditions
        self.tokens = self._tokens()
        self.at = 0
        self.depth = 0

    def _tokens(self) -> list[tuple[str, str, int]]:
        found: list[tuple[str, str, int]] = []
        at = self._past_spaces(0)
        while at < len(self.source):
            match = _TOKEN.match(self.source, at)
            if match is None:
                raise self._error(at, _TOKENS)
            kind = match.lastgroup or ""
            found.append((kind, match[kind], at))
            at = self._past_spaces(match.end())
        return [*found, ("end", "", len(self.source))]

    def _past_spaces(self, at: int) -> int:
        while at < len(self.source) and self.source[at].isspace():
            at += 1
        return at

    def _error(self, at: int, expected: Text) -> InvalidInput:
        message = N_("“{source}”: expected {expected} at character {at}")
        return InvalidInput(
            [Problem(message, {"source": self.source, "expected": expected, "at": at + 1})]
        )

    def _take(self, *values: str) -> bool:
        kind, value, _ = self.tokens[self.at]
        if kind in ("word", "mark", "op") and value in values:
            self.at += 1
            return True
        return False

    def _expect(self, value: str) -> None:
        if not self._take(value):
            raise self._error(self.tokens[self.at][2], Text(f"“{value}”", f"“{value}”"))

    def whole(self) -> Expression:
        result = self._or()
        kind, _, at = self.tokens[self.at]
        if kind != "end":
            raise self._error(at, Text("“and”、“or”或结尾", "“and”, “or” or the end"))
        return result

    def _or(self) -> Expression:
        parts = [self._and()]
        while self._take("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Expression:
        parts = [self._not()]
        while self._take("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._error(self.tokens[self.at][2], _SHALLOWER)
        try:
            if self._take("not"):
                return Not(self._not())
            if self._take("("):
                inner = self._or()
                self._expect(")")
                return inner
            return self._leaf()
        finally:
            self.depth -= 1

    def _leaf(self) -> Expression:
        kind, name, at = self.tokens[self.at]
        if kind != "word" or name in KEYWORDS:
            raise self._error(at, Text("名称、“not”或“(”", "a name, “not” or “(”"))
        self.at += 1
        kind, op, _ = self.tokens[self.at]
        if kind == "op" or (kind == "word" and op in _WORD_OPS):
            self.at += 1
            return Comparison(name, op, self._literal(op))
        if name in self.conditions:
            return Named(name, self.conditions[name])
        return Fact(name)

    def _literal(self, op: str) -> Literal:
        kind, value, at = self.tokens[self.at]
        if op in ("in", "intersects"):
            self._expect("[")
            values = [self._text()]
            while self._take(","):
                values.append(self._text())
            self._expect("]")
            return tuple(values)
        if op == "contains" or (kind == "text" and op in ("==", "!=")):
            return self._text()
        if kind != "number":
            raise self._error(at, _VALUE if op in ("==", "!=") else _NUMBER)
        self.at += 1
        return float(value)

    def _text(self) -> str:
        kind, value, at = self.tokens[self.at]
        if kind != "text":
            raise self._error(at, Text("带引号的文字，如'eu'", "a quoted text such as 'eu'"))
        self.at += 1
        return value
