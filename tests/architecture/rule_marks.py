"""Reads test files for tests that carry a rule's mark, and says what is wrong with those that prove nothing.

A marked test must itself assert something that depends on what the program did: an `assert` on a name or a call, a
`pytest.raises` around a call, or an `expect(...)` of the browser with its question. What cannot fail does not count.
"""

import ast
import builtins
from collections.abc import Iterator

BUILT_IN = set(dir(builtins))

Function = ast.FunctionDef | ast.AsyncFunctionDef


def marked(tree: ast.Module) -> Iterator[tuple[Function, list[ast.Call]]]:
    """Every test function with the rule marks that apply to it: its own, its class's and its module's."""
    yield from _marked(tree.body, _module_marks(tree))


def _marked(body: list[ast.stmt], inherited: list[ast.Call]) -> Iterator[tuple[Function, list[ast.Call]]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _marked(node.body, [*inherited, *_marks(node.decorator_list)])
        elif isinstance(node, Function) and node.name.startswith("test"):
            marks = [*inherited, *_marks(node.decorator_list)]
            if marks:
                yield node, marks


def _module_marks(tree: ast.Module) -> list[ast.Call]:
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    return [
        mark
        for node in assigned
        if any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)
        for mark in _marks([node.value])
    ]


def _marks(places: list[ast.expr]) -> list[ast.Call]:
    """Every `pytest.mark.rule(...)` in these expressions, also inside parameters."""
    calls = [node for place in places for node in ast.walk(place) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func) in {"pytest.mark.rule", "mark.rule"}]


def ids(marks: list[ast.Call]) -> list[str | None]:
    """The rule ids of the marks; None for one that is not written out as a text."""
    arguments = [argument for mark in marks for argument in (mark.args or [mark])]
    return [a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else None for a in arguments]


def proves_something(test: Function) -> bool:
    """Whether the test can fail because of what the program does."""
    constant, refusals = _constant_names(test), _named_refusals(test)
    return any(_is_proof(node, constant, refusals) for node in _reached(test.body))


def _named_refusals(test: Function) -> set[str]:
    """Names given to a `pytest.raises(...)` before it is entered."""
    given = [node for node in ast.walk(test) if isinstance(node, ast.Assign) and _is_raises(node.value)]
    return {target.id for node in given for target in node.targets if isinstance(target, ast.Name)}


def _reached(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that can run and can fail the test: not what a constant shuts off or an `except` swallows."""
    for node in body:
        yield node
        for part in _parts(node):
            yield from _reached(part)
        if isinstance(node, ast.Return | ast.Raise) or _gives_up(node):
            return


def _gives_up(node: ast.stmt) -> bool:
    """A test that skips itself, or says that it will fail, ends there."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and ast.unparse(call.func) in {"pytest.skip", "pytest.xfail", "pytest.exit"}


def doubles(tree: ast.Module) -> list[int]:
    """The lines that bring in something to stand in for the program: what is asked of it proves nothing."""
    return [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) and _mocks(node)
    ] + [argument.lineno for argument in ast.walk(tree) if isinstance(argument, ast.arg) and argument.arg == "mocker"]


def _mocks(node: ast.Import | ast.ImportFrom) -> bool:
    module = getattr(node, "module", None) or ""
    return any("mock" in f"{module}.{alias.name}".lower().split(".") for alias in node.names)


def _parts(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks inside a statement that can be reached."""
    if (isinstance(node, ast.With | ast.AsyncWith) and not _suppresses(node)) or (
        isinstance(node, ast.For | ast.AsyncFor) and ast.unparse(node.iter) not in {"[]", "()", "''"}
    ):
        yield node.body
    elif isinstance(node, ast.If | ast.While):
        known = isinstance(node.test, ast.Constant)
        if not known or node.test.value:  # type: ignore[attr-defined]
            yield node.body
        if not known or not node.test.value:  # type: ignore[attr-defined]
            yield node.orelse
    elif isinstance(node, ast.Try):
        if not any(_swallows(handler) for handler in node.handlers):
            yield node.body
        yield node.finalbody


def _swallows(handler: ast.ExceptHandler) -> bool:
    caught = ast.unparse(handler.type) if handler.type else "Exception"
    return any(name in caught for name in ("Exception", "AssertionError")) and "DoesNotExist" not in caught


def _suppresses(node: ast.With | ast.AsyncWith) -> bool:
    return any("suppress" in ast.unparse(item.context_expr) for item in node.items)


def _is_proof(node: ast.stmt, constant: set[str], refusals: set[str]) -> bool:
    if isinstance(node, ast.Assert):
        return _can_fail(node.test, constant)
    if isinstance(node, ast.With | ast.AsyncWith) and any(_refuses(item.context_expr, refusals) for item in node.items):
        calls = [each for part in node.body for each in _without_raise(part) if isinstance(each, ast.Call)]
        return any(_depends(call, constant) for call in calls)
    value = node.value if isinstance(node, ast.Expr) else None
    value = value.value if isinstance(value, ast.Await) else value
    return value is not None and _is_expectation(value)


def _refuses(entered: ast.expr, refusals: set[str]) -> bool:
    return _is_raises(entered) or (isinstance(entered, ast.Name) and entered.id in refusals)


def _is_raises(call: ast.expr) -> bool:
    if not isinstance(call, ast.Call) or ast.unparse(call.func) not in {"pytest.raises", "raises"}:
        return False
    # "Some error or other" is also what a misspelt name gives.
    return bool(call.args) and ast.unparse(call.args[0]) not in {"Exception", "BaseException"}


def _without_raise(node: ast.stmt) -> Iterator[ast.AST]:
    """What is inside a statement, unless it just raises the error itself."""
    return iter(()) if isinstance(node, ast.Raise) else ast.walk(node)


def _is_expectation(node: ast.expr) -> bool:
    """`expect(something).to_…(…)` with a something that is not a constant."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    roots = [call for call in ast.walk(node.func) if isinstance(call, ast.Call)]
    return any(
        isinstance(call.func, ast.Name) and call.func.id == "expect" and any(_depends(a, set()) for a in call.args)
        for call in roots
    )


def _can_fail(test: ast.expr, constant: set[str]) -> bool:
    """Whether an asserted expression depends on a name or call, and is not true by its own form."""
    if isinstance(test, ast.BoolOp):
        parts = [_can_fail(part, constant) for part in test.values]
        return any(parts) if isinstance(test.op, ast.And) else all(parts)
    if isinstance(test, ast.UnaryOp):
        return _can_fail(test.operand, constant)
    if isinstance(test, ast.Compare):
        sides = [test.left, *test.comparators]
        return any(_depends(side, constant) for side in sides) and len({ast.dump(side) for side in sides}) > 1
    if isinstance(test, ast.IfExp):
        return _can_fail(test.body, constant) and _can_fail(test.orelse, constant)
    # A tuple with anything in it, a list, a text with a name in it and a function are always true.
    if isinstance(test, ast.Tuple | ast.List | ast.Set | ast.Dict | ast.JoinedStr | ast.Lambda):
        return False
    return _depends(test, constant)


def _depends(node: ast.expr, constant: set[str]) -> bool:
    """Whether an expression has anything in it but constants, names of constants, and Python's own functions."""
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return bool(names - constant - BUILT_IN)


def _constant_names(test: Function) -> set[str]:
    """Names that the test gives constants and nothing else, so that asserting them asks nothing of the program."""
    constant: set[str] = set()
    varying: set[str] = set()
    for node in ast.walk(test):
        if isinstance(node, ast.Assign) and _is_constant(node.value, constant):
            constant |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.NamedExpr | ast.For | ast.withitem):
            varying |= {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and _is_stored(each)}
    return constant - varying


def _is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _is_constant(node: ast.expr, constant: set[str]) -> bool:
    """A value that nothing can change: lists and the like do not count, for the program may fill them."""
    if isinstance(node, ast.Name):
        return node.id in constant
    if isinstance(node, ast.Tuple):
        return all(_is_constant(each, constant) for each in node.elts)
    if isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp):
        return not _depends(node, constant)
    return isinstance(node, ast.Constant)
