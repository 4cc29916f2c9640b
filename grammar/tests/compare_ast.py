"""Writes CPython's syntax trees of some files in the words of numlir_grammar::dump.

Reads file names from standard input, one a line. Each answer is the record separator, then `tree`, `error` or
`skipped`, a line break, and the tree or the message.
"""

import ast
import sys
import warnings

CONVERSIONS = {115: " !s", 114: " !r", 97: " !a", -1: ""}


def quoted(code_points):
    out = ['"']
    for code in code_points:
        if code in (34, 92):
            out.append("\\" + chr(code))
        elif 32 <= code < 127:
            out.append(chr(code))
        else:
            out.append("\\u{%x}" % code)
    return "".join(out) + '"'


def number(value):
    """A float as Rust writes it: an exponent without plus sign and leading zeros."""
    mantissa, mark, exponent = repr(value).partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else mantissa


class Dumper:
    def __init__(self, source):
        self.source = source
        self.out = []
        self.depth = 0

    def line(self, words):
        self.out.append("  " * self.depth + words)

    def node(self, label, cls, node, detail=""):
        span = f"{node.lineno}:{node.col_offset + 1}-{node.end_lineno}:{node.end_col_offset + 1}"
        self.line(f"{label} {cls} {span}" + (f" {detail}" if detail else ""))

    def parts(self, *parts):
        """Each part is a label with a node, a list of nodes, or None."""
        self.depth += 1
        for label, part in parts:
            for item in part if isinstance(part, list) else [part]:
                if item is not None:
                    self.any(label, item)
        self.depth -= 1

    def any(self, label, node):
        method = getattr(self, type(node).__name__, None)
        if method is not None:
            return method(label, node)
        self.node(label, type(node).__name__, node)
        self.parts(*FIELDS[type(node).__name__](node))

    def definition(self, label, node, *parts):
        self.node(label, type(node).__name__, node, node.name)
        self.parts(("decorator", node.decorator_list), ("type_param", getattr(node, "type_params", [])), *parts)

    def FunctionDef(self, label, node):
        self.definition(label, node, ("", node.args), ("returns", node.returns), ("body", node.body))

    AsyncFunctionDef = FunctionDef

    def ClassDef(self, label, node):
        self.definition(label, node, ("base", node.bases), ("keyword", node.keywords), ("body", node.body))

    def arguments(self, label, node):
        self.depth -= 1
        positional = node.posonlyargs + node.args
        defaults = [None] * (len(positional) - len(node.defaults)) + node.defaults
        for index, (arg, default) in enumerate(zip(positional, defaults)):
            self.parameter("positional_only" if index < len(node.posonlyargs) else "positional", arg, default)
        self.parameter("varargs", node.vararg, None)
        for arg, default in zip(node.kwonlyargs, node.kw_defaults):
            self.parameter("keyword_only", arg, default)
        self.parameter("kwargs", node.kwarg, None)
        self.depth += 1

    def parameter(self, label, arg, default):
        if arg is None:
            return
        self.depth += 1
        self.node(label, "arg", arg, arg.arg)
        self.parts(("annotation", arg.annotation), ("default", default))
        self.depth -= 1

    def keyword(self, label, node):
        self.node(label, "keyword", node, node.arg or "**")
        self.parts(("value", node.value))

    def alias(self, label, node):
        self.node(label, "alias", node, f"{node.name} as {node.asname}" if node.asname else node.name)

    def ImportFrom(self, label, node):
        self.node(label, "ImportFrom", node, "." * (node.level or 0) + (node.module or ""))
        self.parts(("name", node.names))

    def Global(self, label, node):
        self.node(label, type(node).__name__, node, " ".join(node.names))

    Nonlocal = Global

    def ExceptHandler(self, label, node):
        self.node(label, "ExceptHandler", node, node.name or "")
        self.parts(("class", node.type), ("body", node.body))

    def withitem(self, label, node):
        self.line("item")
        self.parts(("context", node.context_expr), ("target", node.optional_vars))

    def match_case(self, label, node):
        self.line("case")
        self.parts(("pattern", node.pattern), ("guard", node.guard), ("body", node.body))

    def comprehension(self, label, node):
        self.line("async generator" if node.is_async else "generator")
        self.parts(("target", node.target), ("iter", node.iter), ("condition", node.ifs))

    def operator(self, label, node):
        self.node(label, type(node).__name__, node, type(node.op).__name__)
        self.parts(*FIELDS[type(node).__name__](node))

    BinOp = UnaryOp = BoolOp = AugAssign = operator

    def Compare(self, label, node):
        self.node(label, "Compare", node)
        self.parts(("left", node.left), *((type(op).__name__, value) for op, value in zip(node.ops, node.comparators)))

    def Dict(self, label, node):
        self.node(label, "Dict", node)
        for key, value in zip(node.keys, node.values):
            self.parts(("key", key), ("unpacked" if key is None else "value", value))

    def Name(self, label, node):
        self.node(label, "Name", node, node.id)

    def Attribute(self, label, node):
        self.node(label, "Attribute", node, node.attr)
        self.parts(("value", node.value))

    def Constant(self, label, node):
        self.node(label, "Constant", node, self.constant(node))

    def constant(self, node):
        value = node.value
        if value is None or isinstance(value, bool):
            return str(value)
        if isinstance(value, int):
            if value < 2**127:
                return f"int {value}"
            return "int " + ast.get_source_segment(self.source, node).replace("_", "")
        if isinstance(value, float):
            return "float " + number(value)
        if isinstance(value, complex):
            return "imaginary " + number(value.imag)
        if isinstance(value, bytes):
            return "bytes " + quoted(value)
        return "Ellipsis" if value is ... else "str " + quoted(map(ord, value))

    def JoinedStr(self, label, node):
        self.node(label, "JoinedStr", node)
        self.fstring_parts(node)

    def fstring_parts(self, node):
        self.depth += 1
        for value in node.values:
            if isinstance(value, ast.Constant):
                if value.value == "":
                    continue  # Early releases of 3.12 leave empty pieces in the tree.
                self.line("text " + quoted(map(ord, value.value)))
                continue
            self.line("field" + CONVERSIONS[value.conversion])
            self.parts(("value", value.value))
            if value.format_spec is not None:
                self.depth += 1
                self.line("format")
                self.fstring_parts(value.format_spec)
                self.depth -= 1
        self.depth -= 1

    def MatchSingleton(self, label, node):
        self.node(label, "MatchSingleton", node)
        self.depth += 1
        self.node("value", "Constant", node, str(node.value))
        self.depth -= 1

    def MatchMapping(self, label, node):
        self.node(label, "MatchMapping", node, f"**{node.rest}" if node.rest else "")
        for key, pattern in zip(node.keys, node.patterns):
            self.parts(("key", key), ("pattern", pattern))

    def MatchClass(self, label, node):
        self.node(label, "MatchClass", node)
        keywords = ((f"{name}=", pattern) for name, pattern in zip(node.kwd_attrs, node.kwd_patterns))
        self.parts(("class", node.cls), ("pattern", node.patterns), *keywords)

    def MatchStar(self, label, node):
        self.node(label, "MatchStar", node, node.name or "_")

    def MatchAs(self, label, node):
        self.node(label, "MatchAs", node, node.name or "_")
        self.parts(("pattern", node.pattern))

    def typed(self, label, node):
        self.node(label, type(node).__name__, node, node.name)
        self.parts(("bound", getattr(node, "bound", None)))

    TypeVar = TypeVarTuple = ParamSpec = typed


def fields(**names):
    """For classes whose parts are written as they are: the label of each field, in order."""
    return lambda node: [(label, getattr(node, field)) for field, label in names.items()]


LOOP = fields(target="target", iter="iter", body="body", orelse="orelse")
TEST = fields(test="test", body="body", orelse="orelse")
WITH = fields(items="item", body="body")
TRY = fields(body="body", handlers="handler", orelse="orelse", finalbody="finally")
VALUE = fields(value="value")
ELEMENTS = fields(elts="element")
COMPREHENSION = fields(elt="element", generators="generator")
NOTHING = fields()

FIELDS = {
    "Return": VALUE,
    "Delete": fields(targets="target"),
    "Assign": fields(targets="target", value="value"),
    "AugAssign": fields(target="target", value="value"),
    "AnnAssign": fields(target="target", annotation="annotation", value="value"),
    "TypeAlias": fields(name="name", type_params="type_param", value="value"),
    "For": LOOP,
    "AsyncFor": LOOP,
    "While": TEST,
    "If": TEST,
    "With": WITH,
    "AsyncWith": WITH,
    "Match": fields(subject="subject", cases="case"),
    "Raise": fields(exc="exception", cause="cause"),
    "Try": TRY,
    "TryStar": TRY,
    "Assert": fields(test="test", msg="message"),
    "Import": fields(names="name"),
    "Expr": VALUE,
    "Pass": NOTHING,
    "Break": NOTHING,
    "Continue": NOTHING,
    "BoolOp": fields(values="value"),
    "NamedExpr": fields(target="target", value="value"),
    "BinOp": fields(left="left", right="right"),
    "UnaryOp": fields(operand="operand"),
    "Lambda": fields(args="", body="body"),
    "IfExp": fields(test="test", body="body", orelse="orelse"),
    "Set": ELEMENTS,
    "ListComp": COMPREHENSION,
    "SetComp": COMPREHENSION,
    "GeneratorExp": COMPREHENSION,
    "DictComp": fields(key="key", value="value", generators="generator"),
    "Await": VALUE,
    "Yield": VALUE,
    "YieldFrom": VALUE,
    "Call": fields(func="function", args="argument", keywords="keyword"),
    "Subscript": fields(value="value", slice="index"),
    "Starred": VALUE,
    "List": ELEMENTS,
    "Tuple": ELEMENTS,
    "Slice": fields(lower="lower", upper="upper", step="step"),
    "MatchValue": VALUE,
    "MatchSequence": fields(patterns="pattern"),
    "MatchOr": fields(patterns="pattern"),
}


def read(name):
    with open(name, "rb") as file:
        data = file.read()
    try:
        source = data.decode("utf-8")
    except UnicodeDecodeError:
        return "skipped", "not UTF-8"
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if "encoding" in str(error):
            return "skipped", "its encoding is not known"
        return "error", ascii(str(error))
    dumper = Dumper(source)
    for statement in tree.body:
        dumper.any("body", statement)
    return "tree", "".join(line + "\n" for line in dumper.out)


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10_000)
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    for name in sys.stdin:
        kind, text = read(name.rstrip("\n"))
        print("\x1e" + kind, text, sep="\n", end="")


main()
