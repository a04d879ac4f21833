//! A client of `cunchi lsp`: a process, messages on standard input and output, and nothing that hangs.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long an answer may take; far more than it does.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Client {
    server: Child,
    pub(crate) input: Option<ChildStdin>,
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
pub(crate) fn messages_of(stream: impl std::io::Read + Send + 'static) -> Receiver<Value> {
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
    pub(crate) fn silent() -> Client {
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
    pub(crate) fn greeted() -> Client {
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

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        // A server that has gone reads nothing; what it said before is what counts.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The answer to a question; what is published meanwhile is passed over.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        self.until(method, |message| message["id"] == id)
    }

    pub(crate) fn until(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
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

    pub(crate) fn open(&mut self, uri: &str, version: i32, text: &str) {
        let document =
            json!({ "uri": uri, "languageId": "yaml", "version": version, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// What is published about a version of a text.
    pub(crate) fn published(&mut self, uri: &str, version: i32) -> Vec<Value> {
        let message = self.until("publishDiagnostics", |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        message["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    pub(crate) fn at(&mut self, method: &str, uri: &str, text: &str, before: &str) -> Value {
        let from = text.find(before).expect("the text holds the place");
        let position = utf16(text, from + before.len());
        let params = json!({ "textDocument": { "uri": uri }, "position": position });
        let answer = self.ask(method, params);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].clone()
    }

    pub(crate) fn hover(&mut self, uri: &str, text: &str, before: &str) -> String {
        let result = self.at("textDocument/hover", uri, text, before);
        result["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn offered(&mut self, uri: &str, text: &str, before: &str) -> Vec<String> {
        let result = self.at("textDocument/completion", uri, text, before);
        let list = result.as_array().expect("a list");
        list.iter().filter_map(|one| one["label"].as_str()).map(str::to_owned).collect()
    }

    /// The server's end, which comes in time.
    pub(crate) fn ended(&mut self) -> ExitStatus {
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
    pub(crate) fn complaints(&mut self) -> String {
        let mut out = String::new();
        let stream = self.server.stderr.as_mut().expect("its errors");
        stream.read_to_string(&mut out).expect("UTF-8");
        out
    }

    pub(crate) fn goodbye(mut self) {
        let answer = self.ask("shutdown", Value::Null);
        assert_eq!(answer["result"], Value::Null);
        assert!(answer.get("error").is_none(), "{answer}");
        self.tell("exit", Value::Null);
        assert_eq!(self.ended().code(), Some(0));
        assert_eq!(self.complaints(), "");
    }
}

pub(crate) fn greeting(locale: &str, encodings: &[&str]) -> Value {
    json!({
        "processId": null, "rootUri": null, "locale": locale,
        "capabilities": { "general": { "positionEncodings": encodings } },
    })
}

/// The place of a byte as a client counts it.
pub(crate) fn utf16(text: &str, byte: usize) -> Value {
    let before = &text[..byte];
    let line = before.rsplit('\n').next().unwrap_or("");
    json!({ "line": before.matches('\n').count(), "character": line.encode_utf16().count() })
}

pub(crate) fn range(text: &str, part: &str) -> Value {
    let from = text.find(part).expect("the text holds it");
    json!({ "start": utf16(text, from), "end": utf16(text, from + part.len()) })
}

pub(crate) const RULES: &str = "\
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

pub(crate) const CASES: &str = "\
cases: test/beds
items:
  - case: 五口之家
    as_of: 2022-09-15
    subject: { kind: household, code: H1 }
    facts: { persons: 5, beds: 2 }
    expect: { items: { A1: 0 } }
";

pub(crate) const URI: &str = "untitled:beds.yaml";
