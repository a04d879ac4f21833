//! What `cunchi fmt` promises: a file laid out anew says the same, keeps every comment in its place, and stays so.
//! Random texts are held to it in `laws/formatting.rs`.

mod texts;

use cunchi::{Source, formatted};
use std::fs;
use std::path::{Path, PathBuf};
use texts::{form, read};

/// A text and what it becomes; that then stays.
#[track_caller]
fn becomes(text: &str, expected: &str) {
    assert_eq!(form(text), expected);
    assert_eq!(form(expected), expected, "twice");
}

#[track_caller]
fn stays(text: &str) {
    becomes(text, text);
}

// ── white space ────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn levels_are_two_blanks_and_lists_stand_under_their_keys() {
    becomes(
        "a:\n- b\n-   c: 1\n    d:\n          - e\n-\n    f: 2\n- - g\n  - h\n",
        "a:\n  - b\n  - c: 1\n    d:\n      - e\n  - f: 2\n  - - g\n    - h\n",
    );
}

#[test]
fn brackets_have_one_kind_of_room() {
    becomes(
        "a: {b:   1 ,c: [ 1,2 , 3 ],d: [{e: 1},{f: [[1], []]}], g: {}}\n",
        "a: { b: 1, c: [1, 2, 3], d: [ { e: 1 }, { f: [[1], []] } ], g: {} }\n",
    );
}

#[test]
fn brackets_over_several_lines_are_joined_where_they_fit() {
    becomes("a: {\n  b: 1,\n\n  c: 2,\n}\n", "a: { b: 1, c: 2 }\n");
    becomes("a: [b: c, d: ]\n", "a: [ { b: c }, { d: null } ]\n");
}

#[test]
fn brackets_that_do_not_fit_are_written_in_lines_from_the_outside_in() {
    let long = "字".repeat(30);
    becomes(
        &format!("a: {{ b: {long}, c: {long}, d: [1, 2] }}\n"),
        &format!("a:\n  b: {long}\n  c: {long}\n  d: [1, 2]\n"),
    );
    becomes(
        &format!("- {{ b: \"{long}, x\", c: [ {{ d: {long} }}, {{ e: {long}{long} }} ] }}\n"),
        &format!("- b: {long}, x\n  c:\n    - {{ d: {long} }}\n    - e: {long}{long}\n"),
    );
    // 120 columns fit, 121 do not; a comment does not count.
    stays(&format!("a: [{}]  # why\n", "x".repeat(115)));
    stays(&format!("a: {{ b: {} }}  # why\n", "x".repeat(110)));
    becomes(
        &format!("a: {{ b: {} }}\n", "x".repeat(111)),
        &format!("a:\n  b: {}\n", "x".repeat(111)),
    );
}

#[test]
fn what_stands_in_lines_stays_in_lines() {
    stays("a:\n  - 1\n  - b: 2\n    c:\n      d: 3\n");
}

#[test]
fn at_most_one_empty_line_and_none_where_something_opens() {
    becomes("\n\na: 1\n\n\n\nb:\n\n  c: 2\n \t\n\n  d: 3\n\n", "a: 1\n\nb:\n  c: 2\n\n  d: 3\n");
    becomes("a:\n\n  # one\n\n  # two\n\n  b: 1\n", "a:\n  # one\n\n  # two\n\n  b: 1\n");
    becomes("- a: 1\n\n-\n\n  b: 2\n", "- a: 1\n\n- b: 2\n");
}

#[test]
fn line_ends_and_marks_of_other_systems() {
    becomes("\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\n# c\r\n", "a: 1\nb: |\n  x\n  y\n# c\n");
    becomes("a: 1\rb: 2", "a: 1\nb: 2\n");
}

#[test]
fn nothing_and_only_comments() {
    becomes("", "");
    becomes("\n \n", "");
    becomes("\n# a\n\n\n  # b", "# a\n\n# b\n");
}

// ── texts ──────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn quotation_marks_where_a_reader_needs_them() {
    becomes(
        "a: 'x'\nb: \"x y, z\"\n\"c\": '1'\nd: \"yes\"\ne: '2022-01-01'\nf: \"\"\ng: \"a: b\"\nh: \"a #b\"\ni: '- x'\n",
        "a: x\nb: x y, z\nc: \"1\"\nd: \"yes\"\ne: \"2022-01-01\"\nf: \"\"\ng: \"a: b\"\nh: \"a #b\"\ni: \"- x\"\n",
    );
    becomes("\"1\": a\n'null': b\n", "\"1\": a\n\"null\": b\n");
    becomes("{ a: \"b, c\", d: 'e]' }\n", "{ a: \"b, c\", d: \"e]\" }\n");
    stays("a: 'say \"x\": y'\nb: \"it's: \\u4e00\"\nc: '\\d: x'\n");
    stays("a: \"是\"\n");
}

#[test]
fn texts_over_several_lines_keep_their_lines() {
    becomes(
        "a: one\n     two\n\n     three   # c\nb: \"one  \n  two \\\n     \\  three\"\n",
        "a: one\n  two\n\n  three  # c\nb: \"one\n  two \\\n  \\  three\"\n",
    );
    becomes("a: [one\n two, 'three\n  four']\n", "a: [one two, three four]\n");
}

#[test]
fn an_escaped_blank_at_the_end_of_a_line_stays() {
    becomes("a: \"x\\ \n  y\"\n", "a: \"x\\ \n  y\"\n");
}

#[test]
fn texts_in_blocks_are_kept_as_they_are() {
    becomes(
        "a: |   # head\n      one  \n       two\n\n      three\n\n\nb: >+\n x\n\n\nc: |4\n      y\n     z\nd:\n- |-\n q\n",
        "a: |  # head\n  one  \n   two\n\n  three\n\nb: >+\n  x\n\n\nc: |2\n    y\n   z\nd:\n  - |-\n    q\n",
    );
    becomes("a:\n  # why\n  |\n    x\n", "a:\n  # why\n  |\n  x\n");
    becomes(
        "a: # one\n  | # two\n    x\n# three\nb: 1\n",
        "a:  # one\n  # two\n  |\n  x\n# three\nb: 1\n",
    );
    becomes("a: |+\n\n\nb: >\n# c\n", "a: \"\\n\\n\"\n\nb: \"\"\n# c\n");
}

// ── comments ───────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn whole_line_comments_are_indented_like_what_they_stand_before() {
    becomes(
        "  # start\na:\n    # b\n # b too\n    b: 1\n      # c\n    c: 2\n# d\nd:\n# first\n- 1\n      # second\n- 2\n# end\n",
        "# start\na:\n  # b\n  # b too\n  b: 1\n  # c\n  c: 2\n# d\nd:\n  # first\n  - 1\n  # second\n  - 2\n# end\n",
    );
}

#[test]
fn comments_that_close_a_block_stay_in_it() {
    becomes(
        "a:\n    b:\n        c: 1\n        # in c\n    # in b\n# before d\nd:\n- 1\n  # in the list\n# before e\ne: 2\n",
        "a:\n  b:\n    c: 1\n    # in c\n  # in b\n# before d\nd:\n  - 1\n  # in the list\n# before e\ne: 2\n",
    );
}

#[test]
fn comments_behind_adjacent_lines_stand_in_one_column() {
    becomes(
        "a: 1 # one\nbb: 分值   # two\nc:      # three\n  d: 1\ne: 2 # four\n",
        "a: 1      # one\nbb: 分值  # two\nc:        # three\n  d: 1\ne: 2  # four\n",
    );
    // Too far apart to be moved.
    let long = "x".repeat(50);
    stays(&format!("a: 1  # one\nb: {long}  # two\n"));
}

#[test]
fn comments_in_brackets_have_the_brackets_written_out() {
    becomes(
        "a: { # one\n  x: 1, # two\n  # three\n  y: 2 # four\n  , z: [ # five\n ] # six\n # seven\n } # eight\nb: 1",
        "a:      # one\n  x: 1  # two\n  # three\n  y: 2  # four\n  z:    # five\n    []  # six\n  # seven\n  # eight\nb: 1\n",
    );
    becomes(
        "- [a, # one\n   b] # two\n- {} # three\n",
        "- - a  # one\n  - b\n  # two\n- {}  # three\n",
    );
    becomes("- [ # one\n  # two\n  a ]\n- [ # three\n ]\n", "# one\n# two\n- - a\n# three\n- []\n");
    becomes("{ # one\n a: 1 # two\n} # three\n# four", "# one\na: 1  # two\n# three\n# four\n");
}

#[test]
fn the_comment_behind_brackets_that_do_not_fit_stands_at_their_head() {
    let long = "x".repeat(120);
    becomes(&format!("a: {{ b: {long} }} # why\n"), &format!("a:  # why\n  b: {long}\n"));
    becomes(
        &format!("- {{ b: {long} }} # why\n- [[{long}] # in\n  ]\n"),
        &format!("# why\n- b: {long}\n- - - {long}\n    # in\n"),
    );
}

#[test]
fn comments_between_key_and_value() {
    becomes("a: # why\n  1\nb:   # which\n  c\n  d\n", "a: 1  # why\nb:    # which\n  c\n  d\n");
    becomes("a: # one\n  # two\n  1 # three\n", "a:  # one\n  # two\n  1  # three\n");
    becomes("a: # one\n  [b] # two\n", "a:     # one\n  [b]  # two\n");
    becomes("a:\n  # one\n  { b: 1 }\n", "a:\n  # one\n  { b: 1 }\n");
    becomes("? a # one\n: # two\n  b # three\n", "a:  # one\n  # two\n  b  # three\n");
    becomes("a: # one\n# two\nb:\n  # three\n", "a:  # one\n# two\nb:\n# three\n");
}

#[test]
fn comments_behind_a_dash_stand_above_it() {
    becomes(
        "- # one\n  a: 1\n-\n  # two\n  - # three\n    b\n-\n  # four\n",
        "# one\n- a: 1\n# two\n# three\n- - b\n-\n# four\n",
    );
}

#[test]
fn documents_stay_apart() {
    becomes(
        "# one\n--- # two\na: 1\n# three\n...\n# four\n---\n\nb: 2\n...\nc: 3\n",
        "# one\n---\n# two\na: 1\n# three\n# four\n---\nb: 2\n---\nc: 3\n",
    );
}

#[test]
fn keys_too_long_for_their_line_stand_alone() {
    let long = "k".repeat(1100);
    stays(&format!("a:\n  ? {long}\n  : 1\n  b:\n    - ? {long}\n      :  # why\n"));
}

// ── what is refused, what is left alone ────────────────────────────────────────────────────────────────────

#[test]
fn json_is_left_as_it_is() {
    let text = "{\"a\":1,\r\n  \"b\":[ 2 ]}";
    for name in ["a.json", "a.JSONL", "a.ndjson"] {
        let line = if name == "a.json" { text } else { "{\"a\":1}\n\n{\"b\": 2}" };
        assert_eq!(formatted(&Source::new(name, line)).unwrap(), line);
    }
    becomes("{\"a\":1,\n  \"b\":[ \"x\" ]}", "{ a: 1, b: [x] }\n");
    assert!(formatted(&Source::new("a.json", "{")).is_err());
}

#[test]
fn what_cannot_be_read_or_kept_is_refused() {
    for text in ["a: [", "a: &b 1", "a: 1\na: 2", "a: !x 1"] {
        assert!(formatted(&Source::new("a.yaml", text)).is_err(), "{text}");
    }
    let found = formatted(&Source::new("a.yaml", "# a\n%YAML 1.2\n---\na: 1\n")).unwrap_err();
    let codes: Vec<&str> = found.iter().map(|one| one.code().as_str()).collect();
    assert_eq!(codes, ["layout-not-kept"]);
    assert_eq!(found.iter().next().unwrap().place().start().line, 2);
}

// ── every file that is shipped ─────────────────────────────────────────────────────────────────────────────

fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let (mut out, mut waiting) = (Vec::new(), vec![root]);
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

#[test]
fn every_shipped_file_is_laid_out() {
    let all = [files("rules"), files("samples")].concat();
    assert!(all.len() > 20);
    for path in all {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(form(&text), text, "{}", path.display());
        // White space at the ends of lines, and line ends of another system, change nothing.
        assert_eq!(form(&text.replace('\n', " \r\n")), text, "{}", path.display());
    }
}

#[test]
fn files_with_anything_in_them_say_the_same() {
    for path in
        [files("tests/conformance"), files("tests/diagnostics"), files("tests/defects")].concat()
    {
        let text = fs::read_to_string(&path).unwrap();
        let once = form(&text);
        assert_eq!(form(&once), once, "{}", path.display());
        assert_eq!(read(&once), read(&text), "{}", path.display());
    }
}

/// Found by fuzzing: a document of nothing, ended, with a comment after it.
#[test]
fn a_document_of_nothing_keeps_its_comments() {
    becomes("---\n...\n# a\n ", "---\n# a\n");
    becomes("---\n# a\n...\n# b\n", "---\n# a\n# b\n");
    becomes("---\n\n# a\n", "---\n\n# a\n");
    becomes("# a\n---\n---\n# b\n", "# a\n---\n---\n# b\n");
}

/// Found by fuzzing: texts that would begin or end a document at the start of a line.
#[test]
fn what_looks_like_the_mark_of_a_document_is_none() {
    becomes(" ...\r", "  ...\n");
    becomes(" ---  # a\n", "  ---  # a\n");
    becomes("--- ---\n", "---\n  ---\n");
    becomes(" ... a: 1\n ---: 2\n ---b: 3\n", "\"... a\": 1\n\"---\": 2\n---b: 3\n");
    becomes("a: ...\nb: [---]\n", "a: ...\nb: [---]\n");
    becomes("x\n ...\n", "x\n  ...\n");
}

#[test]
fn odd_texts_that_read_are_laid_out() {
    becomes("a: 1\t# c\nb:\t2\n", "a: 1  # c\nb: 2\n");
    stays("a: \"x\ty\"\nb: x\ty\n");
    stays("a: 1  # \u{2028} a separator\nb: \"\u{2028}\"\n");
    becomes("a: \u{3000}x\u{3000}# no comment\n", "a: \u{3000}x\u{3000}# no comment\n");
    becomes("? |\n  key\n: v\n", "\"key\\n\": v\n");
    becomes("a: [1, # x\n 2 # y\n ] # z\n", "a:\n  - 1  # x\n  - 2  # y\n  # z\n");
    becomes("a: {w, x: 1, ? y : 2, \"z\":3}\n", "a: { w: null, x: 1, y: 2, z: 3 }\n");
    becomes("a:\n  - 1\n\n# c\n\n\n# d\n  - 2\n#end", "a:\n  - 1\n\n  # c\n\n  # d\n  - 2\n#end\n");
    // Found by fuzzing: a number or not, it stays as it was.
    let tabs = "\t".repeat(110);
    becomes(
        &format!("- {{ id: A, earn: 10 *{tabs}x }}\n"),
        &format!("- id: A\n  earn: 10 *{tabs}x\n"),
    );
    // No line is too long, and as deep as is read is as deep as is laid out.
    stays(&format!(
        "a: {}\nb: \"{}: \"  # {}\n",
        "x ".repeat(2999) + "x",
        "字".repeat(3000),
        "c".repeat(900)
    ));
    let deep: String = (0..60).map(|level| format!("{}k:\n", "  ".repeat(level))).collect();
    stays(&format!("{deep}{}v: 1\n", "  ".repeat(60)));
}
