//! Messages that are wrong, cut off or out of order: an error where one can be answered, and an orderly end.

use crate::client::*;
use serde_json::{Value, json};

#[test]
fn what_cannot_be_answered_is_an_error_and_the_server_goes_on() {
    let mut client = Client::greeted();
    client.open(URI, 1, RULES);
    let code = |answer: &Value| answer["error"]["code"].as_i64();
    let answer = client.ask("textDocument/rename", json!({}));
    assert_eq!(code(&answer), Some(-32601), "{answer}");
    for params in [
        json!({}),
        json!(7),
        json!([null]),
        json!({ "textDocument": { "uri": URI } }),
        json!({ "textDocument": { "uri": URI }, "position": { "line": -1, "character": 0 } }),
        json!({ "textDocument": { "uri": 1 }, "position": { "line": 0, "character": 0 } }),
    ] {
        for method in ["hover", "completion", "definition"] {
            let answer = client.ask(&format!("textDocument/{method}"), params.clone());
            assert_eq!(code(&answer), Some(-32602), "{method} {params}: {answer}");
        }
    }
    // Notifications have no answer; these are passed over.
    client.tell("textDocument/didOpen", json!({ "textDocument": 1 }));
    client.tell("textDocument/didChange", json!(null));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": "untitled:never" } }));
    client.tell("$/no/such", json!({}));
    client.send(&json!({ "jsonrpc": "2.0", "id": 99, "result": null }));
    // Beyond the text, backwards, and in the middle of a character of two units.
    let far = u32::MAX;
    let within = RULES.lines().position(|line| line.contains('𠀀')).expect("a line");
    let column = RULES.lines().nth(within).expect("a line");
    let column = column.split('𠀀').next().unwrap_or("").encode_utf16().count() + 1;
    for (line, character) in [(0, 0), (far, far), (0, far)] {
        let position = json!({ "line": line, "character": character });
        for method in ["hover", "completion", "definition"] {
            let params = json!({ "textDocument": { "uri": URI }, "position": position });
            let answer = client.ask(&format!("textDocument/{method}"), params);
            assert!(answer.get("error").is_none(), "{position}: {answer}");
        }
    }
    let split = json!({ "line": within, "character": column });
    let backwards = json!({ "start": { "line": 9, "character": 0 }, "end": split });
    let changes = json!([
        { "range": backwards, "text": "x" },
        { "range": { "start": split, "end": { "line": 2, "character": 1 } }, "text": "𠀀" },
        { "range": { "start": split, "end": { "line": far, "character": far } }, "text": "" },
    ]);
    let document = json!({ "uri": URI, "version": 2 });
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": document, "contentChanges": changes }),
    );
    client.published(URI, 2);
    assert!(client.hover(URI, RULES, "规则").contains("ruleset"), "it still answers");
    client.goodbye();
}

#[test]
fn a_body_that_is_no_message_is_an_error_and_the_server_goes_on() {
    for greeted in [false, true] {
        let mut client = if greeted { Client::greeted() } else { Client::silent() };
        let deep = "[".repeat(100_000);
        for (body, code, id) in [
            (&b"[["[..], -32700, Value::Null),
            (b"\xff\xff\xff\xff", -32700, Value::Null),
            (b"", -32700, Value::Null),
            (deep.as_bytes(), -32700, Value::Null),
            (b"{\"jsonrpc\": \"2.0\", \"id\": 5, \"method\": ", -32700, Value::Null),
            (b"{}", -32600, Value::Null),
            (b"[]", -32600, Value::Null),
            (b"null", -32600, Value::Null),
            (b"{\"id\": 1.5, \"method\": 7}", -32600, json!(1.5)),
            (b"{\"jsonrpc\": \"2.0\", \"id\": \"five\", \"method\": 5}", -32600, json!("five")),
        ] {
            client.bytes(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
            client.bytes(body);
            let answer = client.until("an error", |message| message.get("error").is_some());
            let shown = String::from_utf8_lossy(body.get(..40).unwrap_or(body));
            assert_eq!(answer["error"]["code"], code, "{shown}: {answer}");
            assert_eq!(answer["id"], id, "{shown}: {answer}");
        }
        if !greeted {
            client.ask("initialize", greeting("zh", &[]));
            client.tell("initialized", json!({}));
        }
        client.open(URI, 1, RULES);
        client.published(URI, 1);
        client.goodbye();
    }
}

#[test]
fn where_no_length_is_given_the_server_says_so_and_ends() {
    let long = format!("Content-Length: {}\r\n\r\n{{}}", "1".repeat(3000));
    for bytes in [
        &b"Content-Length: many\r\n\r\n{}"[..],
        b"Content-Length: 99999999999999999999999999\r\n\r\n{}",
        b"Content-Length: 18446744073709551615\r\n\r\n{}",
        b"Content-Length: 100000000000\r\n\r\n{}",
        b"Content-Length: -1\r\n\r\n{}",
        b"Content-Type: text\r\n\r\n{}",
        b"no header\r\n\r\n",
        b"\r\n\r\n",
        long.as_bytes(),
        "Other: 1\r\n".repeat(100).as_bytes(),
    ] {
        for greeted in [false, true] {
            let mut client = if greeted { Client::greeted() } else { Client::silent() };
            client.bytes(bytes);
            let shown = String::from_utf8_lossy(bytes.get(..40).unwrap_or(bytes)).into_owned();
            let answer = client.until(&shown, |message| message.get("error").is_some());
            assert_eq!(answer["error"]["code"], -32700, "{shown}: {answer}");
            // Its input is still open: it ends by itself.
            let status = client.ended();
            assert_eq!(status.code(), Some(1), "{shown}");
            assert_eq!(client.complaints(), "", "{shown}");
        }
    }
}

#[test]
fn a_message_that_is_cut_off_ends_with_the_stream() {
    for bytes in [
        &b"Content-Length: 1000\r\n\r\n{\"jsonrpc\":"[..],
        b"Content-Length: 1000\r\n\r\n",
        b"Content-Length: 10",
        b"C",
    ] {
        let mut client = Client::greeted();
        client.bytes(bytes);
        drop(client.input.take());
        assert_eq!(client.ended().code(), Some(1));
        assert_eq!(client.complaints(), "");
    }
    // A length that is too short leaves the rest of the body where a header should be.
    let mut client = Client::greeted();
    client.bytes(b"Content-Length: 5\r\n\r\n{\"jsonrpc\":\"2.0\"}\r\n\r\n");
    client.until("an error", |message| message["error"]["code"] == -32700);
    drop(client.input.take());
    assert_eq!(client.ended().code(), Some(1));
    assert_eq!(client.complaints(), "");
}

#[test]
fn without_a_greeting_nothing_is_answered_and_the_end_comes_as_asked() {
    let mut client = Client::silent();
    let answer = client.ask("textDocument/hover", json!({}));
    assert_eq!(answer["error"]["code"], -32002, "not initialised: {answer}");
    let answer = client.ask("initialize", greeting("zh", &[]));
    assert!(answer["result"]["capabilities"].is_object());
    client.tell("initialized", json!({}));
    client.ask("shutdown", Value::Null);
    let answer = client.ask("textDocument/hover", json!({}));
    assert_eq!(answer["error"]["code"], -32600, "it was shut down: {answer}");
    client.tell("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(0));

    // Leaving without a word is an error, and still an end.
    let mut client = Client::greeted();
    client.tell("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(1));
    let mut client = Client::greeted();
    drop(client.input.take());
    assert_eq!(client.ended().code(), Some(1));
    // A client that greets and then says something else is served.
    let mut client = Client::silent();
    client.ask("initialize", greeting("zh", &[]));
    client.ask("shutdown", Value::Null);
    client.tell("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(0));
    let mut client = Client::silent();
    client.tell("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(1));
}
