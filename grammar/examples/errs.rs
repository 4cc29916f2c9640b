use std::sync::Arc;
fn main() {
    let all = std::fs::read_to_string("tests/errors/programs.txt").unwrap();
    for text in all.split("----\n") {
        let file: Arc<str> = "p".into();
        let m = match numlir_grammar::parse_module(text, &file) { Ok(_) => "OK".to_owned(), Err(e) => e[0].to_string() + e[0].help.as_deref().unwrap_or("") };
        println!("{:60} {m}", text.trim_end().replace("\n", "⏎"));
    }
}
