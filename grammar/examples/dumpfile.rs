use std::sync::Arc;
fn main() {
    for f in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&f).unwrap();
        let file: Arc<str> = f.as_str().into();
        match numlir_grammar::parse_module(&text, &file) {
            Ok(m) => print!("{}", numlir_grammar::dump(&m, &text)),
            Err(e) => println!("{}", e[0]),
        }
    }
}
