//! Trees of what the standard library of an older Python does not show, as snapshots.

use crate::tree;

#[test]
fn type_parameters_and_aliases() {
    insta::assert_snapshot!(tree(
        "type X = int\ntype Y[T: (int, str), *Ts, **P] = dict[T, P]\ndef f[T](a: T) -> T: ...\nclass A[T: int](B[T], metaclass=M): pass\n\
         type = 1\ntype(x)\ntype.x\nprint(type)\n"
    ));
}

#[test]
fn fstrings_nest() {
    insta::assert_snapshot!(tree(concat!(
        "f'{f'{1 + 1}'}'\n",
        "f\"{x['a']!r:>{w}.{p}}\"\n",
        "f'''{\n  a  # a comment\n  +\n  b\n}'''\n",
        "f'{x = }{y=!s}{z=:5}' 'tail {' f'}}{{'\n",
        "f'{\"\\n\".join(x)}\\n\\{x}\\N{EM DASH}'\n",
        "rf'\\{x}\\N{y}'\n",
        "f'{x:=5}{(y:=5)}{x!=y}{(lambda: 1)():%H:%M}{ {1: 2}[1] }'\n",
        "f'{x:{{1}.pop()}}' f''\n",
        "f'{*a, b}{yield}'\n",
        "Rb'\\x' b\"\\x41\\101\\\n\"\n",
    )));
}

#[test]
fn strings_decode() {
    insta::assert_snapshot!(tree(concat!(
        "'a' \"b\" '''c\r\nd''' r'\\n\\''\n",
        "'\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\0\\777\\x41\\u00e9\\U0001F600\\N{BULLET}\\q\\\nend'\n",
        "'\\ud800' 'é'\n",
        "u'x'; b'\\xff\\q\\0'\n",
        "'\u{e}\u{10}\u{12}'\n",
        "x = 'a' \\\n  'b'\n",
    )));
}

#[test]
fn numbers() {
    insta::assert_snapshot!(tree(
        "0, 00, 1_000, 0xFF_ff, 0o17, 0B1_0, 1., .5, 1e5, 1_0.0_1E-1_0, 1j, 1.5J, 0e0, 00.5, 00j\n\
         170141183460469231731687303715884105727, 170141183460469231731687303715884105728, 0x1_0000_0000_0000_0000_0000_0000_0000_0000\n\
         1if x else 2, [1for x in y], 0x1for x in y, 1 .real, 1..real, 1e400\n"
    ));
}

#[test]
fn operators_bind() {
    insta::assert_snapshot!(tree(
        "-a ** -b ** c\na - b - c * d @ e // f\nnot a == b and c or d and not e\na < b <= c is not d not in e\n\
         a | b ^ c & d << e + f\nawait a ** 2\n(a and b) and c and d\nx if a else y if b else z\nlambda: a if b else lambda *a, k=1, **b: 2\n"
    ));
}

#[test]
fn soft_keywords_are_names() {
    insta::assert_snapshot!(tree(
        "match = case = type = _ = 1\nmatch(x)\nmatch[x]\nmatch * x\nmatch -x\nmatch: int\nmatch.case\nprint(match, case)\n\
         match (x):\n    case case: pass\nmatch x, *y:\n    case _: pass\nmatch match:\n    case type(): pass\n"
    ));
}

#[test]
fn patterns() {
    insta::assert_snapshot!(tree(
        "match x:\n    case -1 | 1.5 + 2j | 'a' 'b' | None | a.b.c: pass\n    case [a, *_, (b), (c,)] | (): pass\n    \
         case {'k': v, a.b: 1, -1: _, **rest} if v: pass\n    case A(1, b, x=(c as d), y=B()): pass\n    case a, *b: pass\n    case (a | b) as c: pass\n"
    ));
}

#[test]
fn with_items() {
    insta::assert_snapshot!(tree(
        "with (a as b, c as (d, e),): pass\nwith (a, b): pass\nwith (a): pass\nwith (a) as b, c: pass\nwith (a, b) as c: pass\n\
         with (yield): pass\nwith (a := b): pass\nwith a() as b.c, d as e[0]: pass\nasync with a: pass\nwith (a), (b): pass\n"
    ));
}

#[test]
fn layout_is_read() {
    insta::assert_snapshot!(tree(
        "\u{feff}if a:\n\tb\n\n    # comment\n\tc ; d;\n\u{c}e = [ # x\n 1,\n\n # y\n 2]\nif a: b\nelse: \\\n  c\r\nif a:\r\n  b\rclass A: x = 1; y = 2\nwhile a: pass # end"
    ));
}

#[test]
fn names_are_normalised() {
    insta::assert_snapshot!(tree("ﬁ = 𝓍.ℌ(µ=1)\ndef naïve(名): return 名\n"));
}
