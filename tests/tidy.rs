//! The house rules that a compiler does not know: layers, file sizes, words that must not appear.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules of the library, lowest first: one may use only those before it.
const LAYERS: &[&str] = &[
    "source",
    "diagnostic",
    "value",
    "syntax",
    "layout",
    "edition",
    "expr",
    "model",
    "check",
    "compile",
    "assess",
    "explain",
    "report",
    "audit",
    "cohort",
    "suite",
    "schema",
    "rewording",
    "book",
    "editor",
];

/// The most lines of a file before its tests.
const MOST_LINES: usize = 450;

/// Files that are one table each, looked things up in rather than read, and so may be longer.
const TABLES: &[&str] = &["src/syntax/vocabulary.rs", "src/diagnostic/messages.rs"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder with one of some endings, sorted.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let (mut out, mut waiting) = (Vec::new(), vec![root().join(folder)]);
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                let foreign = ["target", "corpus", "node_modules"].contains(&name.as_str());
                if !foreign && !name.starts_with('.') {
                    waiting.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// The library's and the command line's own files.
fn ours() -> Vec<(String, String)> {
    let both = files("src", &[".rs"]).into_iter().chain(files("cli/src", &[".rs"]));
    both.map(|path| (shown(&path), fs::read_to_string(&path).unwrap())).collect()
}

/// The lines before the tests, with comments and doc comments emptied.
fn code(text: &str) -> Vec<&str> {
    text.lines()
        .take_while(|line| *line != "#[cfg(test)]")
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line })
        .collect()
}

fn none(what: &str, offenders: Vec<String>) {
    assert!(offenders.is_empty(), "{what}:\n  {}", offenders.join("\n  "));
}

/// Lines of code (not comments, not tests) that hold one of some words.
fn lines_with<'a>(
    files: &'a [(String, String)],
    words: &'a [&'a str],
) -> impl Iterator<Item = String> + 'a {
    files.iter().flat_map(move |(path, text)| {
        code(text).into_iter().enumerate().filter_map(move |(at, line)| {
            let found = words.iter().find(|word| has_word(line, word))?;
            Some(format!("{path}:{}: `{found}`", at + 1))
        })
    })
}

/// Whether a word stands in a line with no letter of a name on either side.
fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let open = |edge: Option<char>, own: Option<char>| {
            !(own.is_some_and(part) && edge.is_some_and(part))
        };
        open(before, word.chars().next()) && open(after, word.chars().next_back())
    })
}

/// What the root of the library passes on, with the module it comes from.
fn passed_on() -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let uses = text.lines().filter_map(|line| line.strip_prefix("pub use ")).flat_map(|line| {
        let module = line.split("::").next().unwrap_or("").to_owned();
        let names = line.rsplit("::").next().unwrap_or("");
        let names = names.split(|c: char| !c.is_alphanumeric()).filter(|name| !name.is_empty());
        names.map(move |name| (name.to_owned(), module.clone())).collect::<Vec<_>>()
    });
    uses.collect()
}

#[test]
fn a_module_uses_only_the_modules_before_it() {
    let passed_on = passed_on();
    let layer = |module: &str| LAYERS.iter().position(|layer| *layer == module);
    let mut wrong = Vec::new();
    for path in files("src", &[".rs"]) {
        let name = shown(&path);
        let inside = name.trim_start_matches("src/");
        let module = inside.split(['/', '.']).next().unwrap().to_owned();
        if module == "lib" {
            continue;
        }
        let Some(own) = layer(&module) else {
            wrong.push(format!("{name}: `{module}` has no place in LAYERS"));
            continue;
        };
        // At the top of a module `super` is the root of the library.
        let is_top = !inside.contains('/')
            || inside.ends_with("/mod.rs") && inside.matches('/').count() == 1;
        let text = fs::read_to_string(&path).unwrap();
        for (at, line) in code(&text).into_iter().enumerate() {
            let roots = if is_top { &["crate::", "super::"][..] } else { &["crate::"] };
            for root in roots {
                for (from, _) in line.match_indices(root) {
                    let rest = &line[from + root.len()..];
                    let used =
                        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
                    let used = passed_on
                        .iter()
                        .find(|(name, _)| name == used)
                        .map_or(used, |(_, module)| module.as_str());
                    if layer(used).is_some_and(|used| used > own) {
                        wrong.push(format!("{name}:{}: `{module}` uses `{used}`", at + 1));
                    }
                }
            }
        }
    }
    none("a module may use only those before it", wrong);
}

#[test]
fn every_module_of_the_library_has_a_layer() {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules = text.lines().filter_map(|line| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    for module in modules {
        assert!(LAYERS.contains(&module), "`{module}` has no place in LAYERS");
    }
}

#[test]
fn no_file_is_longer_than_one_can_read() {
    let long = ours().into_iter().filter_map(|(path, text)| {
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        let fits = lines <= MOST_LINES || TABLES.contains(&path.as_str());
        (!fits).then(|| format!("{path}: {lines} lines"))
    });
    none("files too long", long.collect());
}

#[test]
fn every_file_says_what_it_is() {
    let folders = ["src", "cli/src", "tests", "benches", "fuzz"];
    let silent =
        folders.into_iter().flat_map(|folder| files(folder, &[".rs"])).filter_map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let first = text.lines().find(|line| !line.starts_with("#!"));
            (!first.is_some_and(|line| line.starts_with("//!"))).then(|| shown(&path))
        });
    none("files without `//!`", silent.collect());
}

#[test]
fn there_is_no_binary_float() {
    none("floats", lines_with(&ours(), &["f32", "f64"]).collect());
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let files = ours();
    let mut wrong: Vec<String> = lines_with(&files, &["#[allow", "#![allow"]).collect();
    wrong.extend(files.iter().flat_map(|(path, text)| {
        let without = text.match_indices("#[expect(").filter(|(at, _)| {
            let end = text[*at..].find(")]").map_or(text.len(), |end| at + end);
            !text[*at..end].contains("reason")
        });
        without
            .map(|(at, _)| format!("{path}: {}", &text[at..(at + 40).min(text.len())]))
            .collect::<Vec<_>>()
    }));
    none("lints silenced", wrong);
}

#[test]
fn the_library_cannot_panic_by_its_own_words() {
    let library: Vec<_> = ours().into_iter().filter(|(path, _)| path.starts_with("src/")).collect();
    let words = [
        ".unwrap()",
        ".expect(\"",
        "panic!",
        "unreachable!",
        "todo!",
        "unimplemented!",
        "assert!",
        "assert_eq!",
    ];
    none("words that panic", lines_with(&library, &words).collect());
}

#[test]
fn the_library_does_no_io_and_keeps_no_clock_and_no_hash_order() {
    let library: Vec<_> = ours().into_iter().filter(|(path, _)| path.starts_with("src/")).collect();
    let words = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "Instant",
        "SystemTime",
        "HashMap",
        "HashSet",
        "println!",
        "eprintln!",
        "unsafe",
    ];
    let wrong = lines_with(&library, &words).filter(|line| !line.ends_with("`unsafe`"));
    none("things a pure library does without", wrong.collect());
}

#[test]
fn one_file_names_the_yaml_parser() {
    let named = ours()
        .into_iter()
        .filter(|(path, text)| path != "src/syntax/yaml.rs" && text.contains("granit_parser"));
    none("other files that name it", named.map(|(path, _)| path).collect());
}

#[test]
fn nothing_names_a_machine_or_a_registry() {
    // Put together here, so that this file does not name them either.
    let words: Vec<String> = [
        ("/wo", "rk/"),
        ("/ho", "me/"),
        ("/ro", "ot/"),
        ("/tm", "p/"),
        ("crates", ".io"),
        ("pypi", ".org"),
        ("npmjs", ".com"),
        ("docs", ".rs"),
        ("repo1.maven", ".org"),
        ("proxy.golang", ".org"),
    ]
    .iter()
    .map(|(a, b)| format!("{a}{b}"))
    .collect();
    let endings =
        [".rs", ".toml", ".md", ".yaml", ".yml", ".json", ".jsonl", ".csv", ".sh", ".txt", ".py"];
    let mut wrong = Vec::new();
    for path in files("", &endings) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for word in &words {
            if let Some(at) = text.find(word.as_str()) {
                let line = text[..at].lines().count().max(1);
                wrong.push(format!("{}:{line}: `{word}`", shown(&path)));
            }
        }
    }
    none("names of machines or registries", wrong);
}
