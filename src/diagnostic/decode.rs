//! From bytes to text.

use super::{Diagnostics, Message, Sink};
use crate::source::{Source, Span};

/// So much of a line is shown before the byte that is no text.
const SHOWN: usize = 80;

impl Source {
    /// A text from its bytes, which must be UTF-8.
    ///
    /// ```
    /// use cunchi::{Language, Source};
    /// let found = Source::from_bytes("rules.yaml", b"title: \xB4\xE5".to_vec()).unwrap_err();
    /// assert_eq!(found.lines(Language::English), "rules.yaml:1:8: error[not-utf8]: this is not UTF-8 from byte 8 on");
    /// # assert!(Source::from_bytes("rules.yaml", b"title: a".to_vec()).is_ok());
    /// ```
    ///
    /// # Errors
    ///
    /// The place of the first byte that is not UTF-8.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Source, Diagnostics> {
        let error = match String::from_utf8(bytes) {
            Ok(text) => return Ok(Source::new(name, text)),
            Err(error) => error,
        };
        let good = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(error.as_bytes().get(..good).unwrap_or_default());
        let after = error.as_bytes().get(good..).unwrap_or_default();
        let after = after.get(..SHOWN.min(after.len())).unwrap_or_default();
        let text = format!("{before}{}", String::from_utf8_lossy(after));
        let sources = [Source::new(name, text)];
        let mut sink = Sink::new(&sources);
        let at = u32::try_from(good).unwrap_or(u32::MAX);
        let message = Message::NotUtf8 { byte: good.saturating_add(1).to_string() };
        // The mark of a byte that is none takes three.
        sink.report(Span::new(0, at, at.saturating_add(3)), message);
        Err(sink.finish())
    }
}
