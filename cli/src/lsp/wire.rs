//! Messages on standard input and output.
//!
//! Whatever comes in, the server neither panics nor waits for what cannot come: a body that is no message is answered
//! with an error and passed over; where a header does not say how long the body is, nothing that follows can be told
//! apart, and reading ends.

use lsp_server::{Connection, ErrorCode, Message};
use serde_json::{Value, json};
use std::io::{BufRead, Read as _, Write as _};
use std::thread::JoinHandle;

/// No message is longer. A text of the greatest size that is read fits, with every byte of it escaped.
const MOST_BYTES: u64 = 512 << 20;
/// No line of a header is longer, and no header has more lines.
const MOST_OF_LINE: u64 = 1 << 10;
const MOST_LINES: usize = 16;

/// A connection to the client, and the thread that writes to it. Whoever drops the connection may wait for that one;
/// the one that reads ends with the stream or the process.
pub(super) fn open() -> (Connection, JoinHandle<()>) {
    let (server, client) = Connection::memory();
    let Connection { sender, receiver } = client;
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        loop {
            let body = match frame(&mut input) {
                Frame::Body(body) => body,
                Frame::End => return,
                Frame::Lost(why) => {
                    write(&refusal(Value::Null, ErrorCode::ParseError, why));
                    return;
                }
            };
            match message(&body) {
                Ok(message) => {
                    let last = matches!(&message, Message::Notification(n) if n.method == "exit");
                    if sender.send(message).is_err() || last {
                        return;
                    }
                }
                Err(refusal) => write(&refusal),
            }
        }
    });
    let writer = std::thread::spawn(move || {
        for message in &receiver {
            let mut out = std::io::stdout().lock();
            if message.write(&mut out).is_err() {
                return;
            }
        }
    });
    (server, writer)
}

enum Frame {
    Body(Vec<u8>),
    End,
    Lost(&'static str),
}

fn frame(input: &mut impl BufRead) -> Frame {
    let mut length = None;
    for _ in 0..MOST_LINES {
        let mut line = Vec::new();
        match input.by_ref().take(MOST_OF_LINE).read_until(b'\n', &mut line) {
            Ok(1..) if line.ends_with(b"\n") => {}
            Ok(1..) if line.len() as u64 == MOST_OF_LINE => return Frame::Lost("header too long"),
            _ => return Frame::End,
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            return match length {
                Some(length) if length <= MOST_BYTES => body(input, length),
                Some(_) => Frame::Lost("message too long"),
                None => Frame::Lost("no `Content-Length`"),
            };
        }
        let Some((name, value)) = line.split_once(':') else {
            return Frame::Lost("not a header");
        };
        if name.eq_ignore_ascii_case("Content-Length") {
            let Ok(digits) = value.trim().parse() else {
                return Frame::Lost("`Content-Length` is not a number of bytes");
            };
            length = Some(digits);
        }
    }
    Frame::Lost("header too long")
}

fn body(input: &mut impl BufRead, length: u64) -> Frame {
    // Grows with what comes in, not with what is announced.
    let mut body = Vec::new();
    match input.take(length).read_to_end(&mut body) {
        Ok(read) if read as u64 == length => Frame::Body(body),
        _ => Frame::End,
    }
}

/// A message, or the answer to what is none.
fn message(body: &[u8]) -> Result<Message, Value> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| refusal(Value::Null, ErrorCode::ParseError, &error.to_string()))?;
    let id = value.get("id").filter(|id| id.is_string() || id.is_number()).cloned();
    serde_json::from_value(value).map_err(|_| {
        let text = "not a request, a notification or a response";
        refusal(id.unwrap_or_default(), ErrorCode::InvalidRequest, text)
    })
}

fn refusal(id: Value, code: ErrorCode, why: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code as i32, "message": why } })
}

fn write(message: &Value) {
    let body = message.to_string();
    let mut out = std::io::stdout().lock();
    // A client that went away reads nothing.
    let _ = write!(out, "Content-Length: {}\r\n\r\n{body}", body.len());
    let _ = out.flush();
}
