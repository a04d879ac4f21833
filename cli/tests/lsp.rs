//! `cunchi lsp` as an editor talks to it: a process, messages on standard input and output, and nothing that hangs.
//!
//! Every wait has a limit, and a server that outlives its test is ended with it.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long an answer may take; far more than it does.
const PATIENCE: Duration = Duration::from_secs(60);

struct Client {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    asked: i64,
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Messages up to the end of the stream, or up to the first that is none.
fn messages_of(stream: impl std::io::Read + Send + 'static) -> Receiver<Value> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        loop {
            let mut length = None;
            loop {
                let mut line = String::new();
                if stream.read_line(&mut line).unwrap_or(0) == 0 {
                    return;
                }
                match line.trim_end().split_once(": ") {
                    Some(("Content-Length", digits)) => length = digits.parse::<usize>().ok(),
                    Some(_) => {}
                    None => break,
                }
            }
            let Some(length) = length else { return };
            let mut body = vec![0; length];
            if stream.read_exact(&mut body).is_err() {
                return;
            }
            let Ok(message) = serde_json::from_slice(&body) else { return };
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    receiver
}

impl Client {
    /// A server that was sent nothing yet.
    fn silent() -> Client {
        let mut server = Command::new(env!("CARGO_BIN_EXE_cunchi"))
            .arg("lsp")
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let messages = messages_of(server.stdout.take().expect("its output"));
        let input = server.stdin.take();
        Client { server, input, messages, asked: 0 }
    }

    /// A server that was greeted by a client that reads Chinese and counts columns in UTF-16.
    fn greeted() -> Client {
        let mut client = Client::silent();
        let answer = client.ask("initialize", greeting("zh-CN", &[]));
        let capabilities = &answer["result"]["capabilities"];
        assert_eq!(capabilities["positionEncoding"], "utf-16");
        for ability in ["hoverProvider", "definitionProvider"] {
            assert_eq!(capabilities[ability], true, "{ability}");
        }
        assert!(capabilities["completionProvider"].is_object());
        client.tell("initialized", json!({}));
        client
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        // A server that has gone reads nothing; what it said before is what counts.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The answer to a question; what is published meanwhile is passed over.
    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        self.until(method, |message| message["id"] == id)
    }

    fn until(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left);
            let message = message.unwrap_or_else(|error| panic!("no message for {what}: {error}"));
            if wanted(&message) {
                return message;
            }
        }
    }

    fn open(&mut self, uri: &str, version: i32, text: &str) {
        let document =
            json!({ "uri": uri, "languageId": "yaml", "version": version, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// What is published about a version of a text.
    fn published(&mut self, uri: &str, version: i32) -> Vec<Value> {
        let message = self.until("publishDiagnostics", |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        message["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    fn at(&mut self, method: &str, uri: &str, text: &str, before: &str) -> Value {
        let from = text.find(before).expect("the text holds the place");
        let position = utf16(text, from + before.len());
        let params = json!({ "textDocument": { "uri": uri }, "position": position });
        let answer = self.ask(method, params);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].clone()
    }

    fn hover(&mut self, uri: &str, text: &str, before: &str) -> String {
        let result = self.at("textDocument/hover", uri, text, before);
        result["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    fn offered(&mut self, uri: &str, text: &str, before: &str) -> Vec<String> {
        let result = self.at("textDocument/completion", uri, text, before);
        let list = result.as_array().expect("a list");
        list.iter().filter_map(|one| one["label"].as_str()).map(str::to_owned).collect()
    }

    /// The server's end, which comes in time.
    fn ended(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.server.try_wait().expect("the server can be asked") {
                return status;
            }
            assert!(Instant::now() < end, "the server hangs");
            std::thread::yield_now();
        }
    }

    /// What the server wrote to standard error up to its end.
    fn complaints(&mut self) -> String {
        let mut out = String::new();
        let stream = self.server.stderr.as_mut().expect("its errors");
        stream.read_to_string(&mut out).expect("UTF-8");
        out
    }

    fn goodbye(mut self) {
        let answer = self.ask("shutdown", Value::Null);
        assert_eq!(answer["result"], Value::Null);
        assert!(answer.get("error").is_none(), "{answer}");
        self.tell("exit", Value::Null);
        assert_eq!(self.ended().code(), Some(0));
        assert_eq!(self.complaints(), "");
    }
}

fn greeting(locale: &str, encodings: &[&str]) -> Value {
    json!({
        "processId": null, "rootUri": null, "locale": locale,
        "capabilities": { "general": { "positionEncodings": encodings } },
    })
}

/// The place of a byte as a client counts it.
fn utf16(text: &str, byte: usize) -> Value {
    let before = &text[..byte];
    let line = before.rsplit('\n').next().unwrap_or("");
    json!({ "line": before.matches('\n').count(), "character": line.encode_utf16().count() })
}

fn range(text: &str, part: &str) -> Value {
    let from = text.find(part).expect("the text holds it");
    json!({ "start": utf16(text, from), "end": utf16(text, from + part.len()) })
}

const RULES: &str = "\
规则集: test/beds
版本: 1.0.0
名称: 床铺
考评对象: 户
施行: { 自: 2022-01-01 }
计分: { 满分: 10, 修约: { 位置: 总分, 间隔: 1, 规则: 四舍五入 } }
检查数据:
  persons: { 类型: 计数, 单位: 人, 名称: 常住人口 }
  beds: { 类型: 计数, 单位: 张, 名称: 床 }
中间量:
  beds_need: 进位(数值(persons) / 2)
类别:
  - 编号: S
    名称: 起居
    分值: 10
    项目:
      - { 编号: A1, 名称: 𠀀床够用, 分值: 10, 达标条件: 数值(beds) >= beds_need }
门槛:
  - { 编号: G, 名称: 无床, 当: beds = 0, 后果: { 总分不高于: 5 }, 文件依据: 示例 }
等次:
  - { 编号: good, 名称: 好, 自: 6 }
  - { 编号: bad, 名称: 差, 自: 0 }
";

const CASES: &str = "\
cases: test/beds
items:
  - case: 五口之家
    as_of: 2022-09-15
    subject: { kind: household, code: H1 }
    facts: { persons: 5, beds: 2 }
    expect: { items: { A1: 0 } }
";

const URI: &str = "untitled:beds.yaml";

#[test]
fn a_sound_file_has_no_errors_and_a_broken_one_has_them_in_utf16_columns() {
    let mut client = Client::greeted();
    client.open(URI, 1, RULES);
    let found = client.published(URI, 1);
    assert!(found.iter().all(|one| one["severity"] != 1), "{found:?}");

    // `𠀀` before it on the line is four bytes, one character and two units.
    let broken = RULES.replace("分值: 10, 达标条件: 数值(beds)", "分值: 10, 达标条件: 数值(bedz)");
    let whole = json!([{ "text": broken }]);
    let document = json!({ "uri": URI, "version": 2 });
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": document, "contentChanges": whole }),
    );
    let found = client.published(URI, 2);
    let errors: Vec<&Value> = found.iter().filter(|one| one["severity"] == 1).collect();
    assert_eq!(errors.len(), 1, "{found:?}");
    assert_eq!(errors[0]["range"], range(&broken, "bedz"));
    assert_eq!(errors[0]["source"], "cunchi");
    assert_eq!(errors[0]["code"], "unknown-name");
    let message = errors[0]["message"].as_str().unwrap_or_default();
    assert!(message.contains("`beds`") && message.contains('是'), "{message}");

    // A change of a part of it, in the client's columns, mends it.
    let part = json!([{ "range": range(&broken, "bedz"), "text": "beds" }]);
    let document = json!({ "uri": URI, "version": 3 });
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": document, "contentChanges": part }),
    );
    let found = client.published(URI, 3);
    assert!(found.iter().all(|one| one["severity"] != 1), "{found:?}");

    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    let closed = client.until("the end of diagnostics", |message| {
        message["params"]["uri"] == URI && message["params"].get("version").is_none()
    });
    assert_eq!(closed["params"]["diagnostics"], json!([]));
    client.goodbye();
}

#[test]
fn a_client_that_counts_bytes_is_answered_in_bytes_and_in_its_language() {
    let mut client = Client::silent();
    let answer = client.ask("initialize", greeting("en-GB", &["utf-16", "utf-8"]));
    assert_eq!(answer["result"]["capabilities"]["positionEncoding"], "utf-8");
    client.tell("initialized", json!({}));
    let broken = RULES.replace("数值(beds)", "数值(bedz)");
    client.open(URI, 1, &broken);
    let found = client.published(URI, 1);
    let error = found.iter().find(|one| one["severity"] == 1).expect("an error");
    let line = broken.lines().position(|line| line.contains("bedz")).expect("a line");
    let column = broken.lines().nth(line).and_then(|line| line.find("bedz"));
    assert_eq!(error["range"]["start"], json!({ "line": line, "character": column }));
    let message = error["message"].as_str().unwrap_or_default();
    assert!(message.contains("did you mean"), "{message}");
    client.goodbye();
}

#[test]
fn a_key_is_explained_and_a_computed_need_shows_its_value_in_the_cases() {
    let mut client = Client::greeted();
    client.open(URI, 1, RULES);
    client.open("untitled:cases.yaml", 1, CASES);
    let key = client.hover(URI, RULES, "分值: 10, 达标");
    assert!(key.contains("达标条件") && key.contains("pass"), "{key}");
    assert!(key.contains("full marks"), "in both languages: {key}");
    let item = client.hover("untitled:cases.yaml", CASES, "items: { A");
    assert!(item.contains("床够用"), "{item}");
    for before in ["中间量:\n  beds_", ">= beds_"] {
        let need = client.hover(URI, RULES, before);
        assert!(need.contains("beds_need"), "{need}");
        assert!(need.contains("五口之家") && need.contains("**3**"), "its value: {need}");
    }
    let fact = client.hover(URI, RULES, "数值(pers");
    assert!(fact.contains("常住人口"), "{fact}");
    let word = client.hover(URI, RULES, "四舍五");
    assert!(word.contains("half_up"), "{word}");
    let nothing = client.at("textDocument/hover", "untitled:unknown.yaml", RULES, "版本");
    assert_eq!(nothing, Value::Null, "nobody opened it");
    client.goodbye();
}

#[test]
fn facts_items_keys_and_words_are_offered_where_they_may_stand() {
    let mut client = Client::greeted();
    client.open(URI, 1, RULES);
    let names = client.offered(URI, RULES, "达标条件: 数值(");
    for expected in ["persons", "beds", "beds_need"] {
        assert!(names.contains(&expected.to_owned()), "{expected} is not among {names:?}");
    }
    let half = RULES.replace("总分不高于: 5 }", "总分不高于: 5, ");
    client.open("untitled:half.yaml", 1, &half);
    let gate = client.offered("untitled:half.yaml", &half, "总分不高于: 5, ");
    assert!(gate.contains(&"等次不高于".to_owned()), "{gate:?}");
    assert!(!gate.contains(&"总分不高于".to_owned()), "it is there: {gate:?}");
    let words = client.offered(URI, RULES, "persons: { 类型: ");
    assert_eq!(words.first().map(String::as_str), Some("是否"), "{words:?}");
    let cases = CASES.replace("{ items: { A1: 0 } }", "{ items: {  } }");
    client.open("untitled:cases.yaml", 1, &cases);
    let ids = client.offered("untitled:cases.yaml", &cases, "expect: { items: { ");
    assert!(ids.contains(&"A1".to_owned()), "{ids:?}");
    let answers = client.offered("untitled:cases.yaml", &cases, "persons: 5, ");
    assert!(answers.contains(&"beds".to_owned()), "{answers:?}");
    client.goodbye();
}

#[test]
fn a_name_leads_to_where_it_is_declared_also_from_the_cases() {
    let mut client = Client::greeted();
    client.open(URI, 1, RULES);
    client.open("untitled:cases.yaml", 1, CASES);
    for (uri, text, before, declared) in [
        (URI, RULES, "数值(bed", "beds: {"),
        (URI, RULES, ">= beds_", "beds_need: "),
        ("untitled:cases.yaml", CASES, "5, bed", "beds: {"),
        ("untitled:cases.yaml", CASES, "items: { A", "A1, "),
    ] {
        let found = client.at("textDocument/definition", uri, text, before);
        assert_eq!(found[0]["uri"], URI, "{before}: {found}");
        let place = RULES.find(declared).map(|at| utf16(RULES, at));
        assert_eq!(Some(&found[0]["range"]["start"]), place.as_ref(), "{before}: {found}");
    }
    client.goodbye();
}

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

#[test]
fn fast_typing_is_answered_for_the_last_text() {
    let mut client = Client::greeted();
    client.open(URI, 0, "");
    let chars: Vec<char> = RULES.chars().collect();
    let mut version = 0;
    // The text typed in pieces, each a change at the end of what is there.
    let mut text = String::new();
    for piece in chars.chunks(7) {
        let piece: String = piece.iter().collect();
        let end = utf16(&text, text.len());
        let change = json!([{ "range": { "start": end, "end": end }, "text": piece }]);
        text.push_str(&piece);
        version += 1;
        let document = json!({ "uri": URI, "version": version });
        let params = json!({ "textDocument": document, "contentChanges": change });
        client.tell("textDocument/didChange", params);
    }
    assert_eq!(text, RULES);
    let found = client.published(URI, version);
    assert!(found.iter().all(|one| one["severity"] != 1), "{found:?}");
    client.goodbye();
}

#[test]
fn an_overlay_finds_its_parent_in_the_folder_and_its_cases_beside_it() {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = root.join("rules/liangshan/county-examples/high-mountain.yaml");
    let path = path.canonicalize().expect("it is there");
    let text = std::fs::read_to_string(&path).expect("a text");
    let uri = format!("file://{}", path.display());
    let mut client = Client::greeted();
    client.open(&uri, 1, &text);
    let found = client.published(&uri, 1);
    assert!(found.iter().all(|one| one["severity"] != 1), "{found:?}");
    let wrong = text.replacen("extends: liangshan/village", "extends: liangshan/vilage", 1);
    assert_ne!(wrong, text);
    let document = json!({ "uri": uri, "version": 2 });
    let whole = json!([{ "text": wrong }]);
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": document, "contentChanges": whole }),
    );
    let found = client.published(&uri, 2);
    assert!(found.iter().any(|one| one["severity"] == 1), "{found:?}");
    client.goodbye();
}
