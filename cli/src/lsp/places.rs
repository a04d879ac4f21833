//! Places as clients count them, and files as they name them.

use crate::uri;
use cunchi::{Source, Span};
use gen_lsp_types::{Position, Range};
use std::path::{Path, PathBuf};

/// What columns are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    Utf8,
    Utf16,
}

impl Columns {
    pub(super) fn byte(self, source: &Source, at: Position) -> u32 {
        match self {
            Columns::Utf8 => source.byte_of_utf8_position(at.line, at.character),
            Columns::Utf16 => source.byte_of_utf16_position(at.line, at.character),
        }
    }

    pub(super) fn range(self, source: &Source, span: Span) -> Range {
        let position = |byte: u32| {
            let (line, character) = match self {
                Columns::Utf8 => source.utf8_position(byte),
                Columns::Utf16 => source.utf16_position(byte),
            };
            Position { line, character }
        };
        Range { start: position(span.start), end: position(span.end) }
    }
}

/// The path of a `file:` URI.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let path = uri.strip_prefix("file://")?;
    // What stands before the path names a machine; only this one is meant.
    let path = path.strip_prefix("localhost").unwrap_or(path);
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|d| char::from(d).to_digit(16));
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    let path = String::from_utf8(bytes).ok()?;
    // `/C:/…` is how a drive is written.
    let drive = path.strip_prefix('/').filter(|rest| rest.get(1..2) == Some(":"));
    Some(PathBuf::from(drive.unwrap_or(&path)))
}

/// The `file:` URI of an absolute path.
pub(super) fn uri_of(path: &Path) -> String {
    uri::of_absolute(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_chinese_and_blanks_comes_back() {
        let path = Path::new("/规则 集/村.yaml");
        assert_eq!(path_of(&uri_of(path)).as_deref(), Some(path));
        assert_eq!(path_of("file:///C:/a%20b.yaml"), Some(PathBuf::from("C:/a b.yaml")));
        assert_eq!(path_of("untitled:one"), None);
        assert_eq!(path_of("file:///a%zz"), None);
    }
}
