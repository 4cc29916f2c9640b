//! Deep and long texts: each is a tree or a clear error, and never the end of the stack.

use numlir_grammar::{parse_module, tree::Module};

use crate::{file, on_large_stack};

/// A chain of so many links.
type Chain = fn(usize) -> String;

fn message(text: &str) -> String {
    match parse_module(text, &file()) {
        Ok(_) => "parses".to_owned(),
        Err(diagnostics) => diagnostics[0].message.clone(),
    }
}

#[test]
fn long_chains_parse_and_longer_ones_are_told() {
    let chains: [(&str, Chain); 12] = [
        ("sum", |n| "a+".repeat(n) + "a"),
        ("minus", |n| "-".repeat(n) + "a"),
        ("not", |n| "not ".repeat(n) + "a"),
        ("power", |n| "a**".repeat(n / 2) + "a"),
        ("attributes", |n| "a".to_owned() + &".b".repeat(n)),
        ("calls", |n| "a".to_owned() + &"()".repeat(n)),
        ("conditionals", |n| "a if b else ".repeat(n) + "c"),
        ("comparisons", |n| "a<".repeat(n) + "a"),
        ("and", |n| "a and ".repeat(n) + "a"),
        ("strings", |n| "'a' ".repeat(n) + "'b'"),
        ("targets", |n| "a=".repeat(n) + "a"),
        ("elements", |n| "a,".repeat(n) + "a"),
    ];
    on_large_stack(|| {
        for (name, chain) in chains {
            assert_eq!(message(&chain(5000)), "parses", "{name}");
            let long = message(&chain(100_000));
            assert!(["parses", "the expression is too long and deep"].contains(&long.as_str()), "{name}: {long}");
        }
        for name in
            ["(", "[", "{", "f(", "a[", "f'{", "lambda:", "lambda x=", "(lambda:", "{a:", "*(", "await ", "not("]
        {
            let text = name.repeat(100_000);
            let answer = message(&text);
            let expected = ["too many nested", "too long and deep", "expected", "never closed"];
            assert!(expected.iter().any(|words| answer.contains(words)), "{name}: {answer}");
        }
    });
}

#[test]
fn nesting_up_to_the_limit_parses() {
    on_large_stack(|| {
        let nested = |open: &str, close: &str, n: usize| open.repeat(n) + "a" + &close.repeat(n);
        assert_eq!(message(&nested("(", ")", 199)), "parses");
        assert_eq!(message(&nested("f(a, [", "])", 99)), "parses");
        assert_eq!(message(&nested("{a: [b for b in ", "]}", 99)), "parses");
        assert_eq!(message(&nested("lambda: ", "", 99)), "parses");
        assert_eq!(message(&nested("(lambda x=", ": 1)", 99)), "parses");
        assert_eq!(message(&nested("f'{", "}'", 60)), "parses");
        assert_eq!(message(&nested("(", ")", 201)), "too many nested parentheses");
        assert_eq!(message(&nested("lambda: ", "", 101)), "too many nested lambdas");
        let blocks =
            |n: usize| (0..n).map(|depth| " ".repeat(depth) + "if a:\n").collect::<String>() + &" ".repeat(n) + "a\n";
        assert_eq!(message(&blocks(99)), "parses");
        assert_eq!(message(&blocks(100)), "too many levels of indentation");
        let elifs = |n: usize| "if a: b\n".to_owned() + &"elif a: b\n".repeat(n);
        assert_eq!(message(&elifs(1000)), "parses");
        assert_eq!(message(&elifs(1001)), "more than 1000 'elif' clauses");
    });
}

/// A tree may be dropped on any thread: the deepest ones fit a thread's usual stack of 2 MiB.
#[test]
fn the_deepest_trees_can_be_dropped_on_a_small_stack() {
    let deepest = || -> Vec<Module> {
        let sum = "a+".repeat(5990) + "a";
        let minus = "-".repeat(5990) + "a";
        let nested = "(".repeat(190) + &"-".repeat(5700) + "a" + &")".repeat(190);
        let elifs = "if a: b\n".to_owned() + &"elif a: b\n".repeat(1000);
        [sum, minus, nested, elifs].map(|text| parse_module(&text, &file()).expect("within the limits")).into()
    };
    let trees = on_large_stack(deepest);
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || drop(trees));
    thread.expect("a thread can be started").join().expect("dropping does not overflow the stack");
}

/// Texts that make a parser with backtracking take time exponential in their length: this test then never ends.
#[test]
fn nothing_takes_exponential_time() {
    on_large_stack(|| {
        for open in
            ["(", "[", "{", "{a:", "f(", "f(a=", "(a,", "(x for x in ", "lambda a=(", "(yield ", "a[b:", "with (a, ("]
        {
            for close in ["", ")", "]", "}", "]:", "=1"] {
                message(&(open.repeat(90) + "a" + &close.repeat(90)));
                message(&(open.repeat(90) + "a" + &close.repeat(90) + " b c"));
                message(&("match ".to_owned() + &open.repeat(90) + &close.repeat(90)));
            }
        }
        let blocks: String = (0..98).map(|depth| " ".repeat(depth) + "match a:\n" + &" ".repeat(depth)).collect();
        message(&blocks);
        let cases: String = (0..49).map(|depth| format!("{0}match a:\n{0} case b:\n", "  ".repeat(depth))).collect();
        message(&(cases.clone() + &" ".repeat(98) + "a b\n"));
        message(&(cases + &" ".repeat(98) + "a\n"));
    });
}
