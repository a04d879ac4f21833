//! Names of files as URIs.

use std::path::Path;

/// A file as named on the command line: a `file:` URI where the path is absolute, else relative to where it was named.
pub(crate) fn of(name: &str) -> String {
    if Path::new(name).is_absolute() {
        return of_absolute(name);
    }
    // What stands before a colon would be taken for a scheme.
    escaped(name).replace(':', "%3A")
}

/// The `file:` URI of an absolute path.
pub(crate) fn of_absolute(path: &str) -> String {
    let path = escaped(path);
    format!("{}{path}", if path.starts_with('/') { "file://" } else { "file:///" })
}

fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.replace(std::path::MAIN_SEPARATOR, "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_need_it_are_escaped() {
        assert_eq!(of("rules/a.yaml"), "rules/a.yaml");
        assert_eq!(of("规 则/a#1.yaml"), "%E8%A7%84%20%E5%88%99/a%231.yaml");
        assert_eq!(of("a:b.yaml"), "a%3Ab.yaml");
        #[cfg(unix)]
        assert_eq!(of("/a/100%.yaml"), "file:///a/100%25.yaml");
    }
}
