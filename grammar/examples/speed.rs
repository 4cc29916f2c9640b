//! How fast text becomes a tree: over the Python files named on standard input, and for one file repeated 1, 2, 4
//! and 8 times, which shows that the time is linear. Then one small function in a large file.
//!
//!     find /usr/lib/python3 -name '*.py' | cargo run --release -p numlir-grammar --example speed

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use numlir_grammar::{parse_function, parse_module};

fn main() {
    let names: Vec<String> = std::io::stdin().lines().map_while(Result::ok).collect();
    let texts: Vec<String> = names.iter().filter_map(|name| std::fs::read_to_string(name).ok()).collect();
    let file: Arc<str> = "speed.py".into();
    let (mut time, mut bytes, mut parsed) = (Duration::ZERO, 0, 0);
    for text in &texts {
        let start = Instant::now();
        let module = parse_module(text, &file);
        time += start.elapsed();
        bytes += text.len();
        parsed += usize::from(module.is_ok());
    }
    println!("{parsed} of {} files parse: {}", texts.len(), rate(bytes, time));

    let Some(unit) = texts.iter().max_by_key(|text| slowness(text, &file)) else {
        return;
    };
    for times in [1, 2, 4, 8] {
        let text = unit.repeat(times);
        let time = best(|| drop(black_box(parse_module(&text, &file))));
        println!("{times} times the slowest file: {}", rate(text.len(), time));
    }

    let small = "\ndef small(a, b):\n    total = 0.0\n    for i in range(len(a)):\n        if a[i] > b[i]:\n            \
                 total += a[i] * b[i] - (i + 1) / 2.0\n        else:\n            total -= np.sin(a[i]) ** 2\n    \
                 for j in range(10):\n        x = total + j\n        y = x * 2\n        total = x + y\n    while total > 1:\n        \
                 total /= 2\n    if total < 0:\n        return -total\n    c = [total, 1, 2]\n    c[0] = 1\n    return c[0] + total\n";
    let text = format!("{unit}{small}{unit}");
    let line = unit.lines().count() as u32 + 2;
    let time = best(|| drop(black_box(parse_function(&text, &file, line).expect("the small function is Python"))));
    println!("a function of 20 lines in a file of {} KB: {time:?}", text.len() / 1000);
}

fn best(mut run: impl FnMut()) -> Duration {
    let timed = (0..5).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    timed.min().unwrap_or_default()
}

fn rate(bytes: usize, time: Duration) -> String {
    let megabytes = bytes as f64 / 1e6;
    format!("{megabytes:.2} MB in {time:.2?}, {:.1} MB/s", megabytes / time.as_secs_f64())
}

fn slowness(text: &str, file: &Arc<str>) -> Duration {
    let start = Instant::now();
    if parse_module(text, file).is_ok() { start.elapsed() } else { Duration::ZERO }
}
