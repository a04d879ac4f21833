//! Checking open documents one after the other, and publishing what is wrong with them.

use super::documents::{Beside, Open, name_of};
use super::places::{Columns, uri_of};
use crate::say;
use cunchi::diagnostic::{Label, Severity};
use cunchi::editor::Document;
use cunchi::{Diagnostic, Diagnostics, Language, Source, Suite};
use gen_lsp_types::TextDocumentContentChangeEvent as Change;
use lsp_server::{Message, Notification};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Sends a message to the client.
type Send = Box<dyn Fn(Message) + std::marker::Send>;

/// Open documents, and which of them are to be looked at.
pub(super) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// By URI.
    open: BTreeMap<String, Open>,
    /// URIs, each at most once, the most urgent first.
    waiting: VecDeque<String>,
    /// Counts every change of any text.
    revision: u64,
    /// None once the server stops.
    send: Option<Send>,
}

impl Shared {
    pub(super) fn new(send: impl Fn(Message) + std::marker::Send + 'static) -> Self {
        let state = State {
            open: BTreeMap::new(),
            waiting: VecDeque::new(),
            revision: 0,
            send: Some(Box::new(send)),
        };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// A thread that failed left nothing half done: every change is one assignment.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn open(&self, uri: String, version: i32, text: String) {
        let mut state = self.lock();
        let source = Source::new(name_of(&uri), text);
        state.open.insert(uri.clone(), Open { source, version });
        state.touched(&uri);
        self.changed.notify_one();
    }

    pub(super) fn change(&self, uri: &str, version: i32, changes: Vec<Change>, columns: Columns) {
        let mut state = self.lock();
        let Some(document) = state.open.get_mut(uri) else { return };
        document.change(changes, columns);
        document.version = version;
        state.touched(uri);
        self.changed.notify_one();
    }

    pub(super) fn close(&self, uri: &str) {
        let mut state = self.lock();
        if state.open.remove(uri).is_none() {
            return;
        }
        state.waiting.retain(|waiting| waiting != uri);
        state.revision += 1;
        state.publish(json!({ "uri": uri, "diagnostics": [] }));
    }

    pub(super) fn stop(&self) {
        let mut state = self.lock();
        state.send = None;
        state.waiting.clear();
        self.changed.notify_one();
    }

    pub(super) fn revision(&self) -> u64 {
        self.lock().revision
    }

    /// An open text, and the other open ones.
    pub(super) fn texts(&self, uri: &str) -> Option<(Source, Vec<Source>)> {
        let state = self.lock();
        let own = state.open.get(uri)?.source.clone();
        let others = state.open.iter().filter(|(other, _)| other.as_str() != uri);
        Some((own, others.map(|(_, open)| open.source.clone()).collect()))
    }

    /// The URI of a text: of an open one as the client wrote it, of a file on disk its own.
    pub(super) fn uri_of(&self, source: &Source) -> Option<String> {
        let state = self.lock();
        let open = state.open.iter().find(|(_, open)| open.source.name() == source.name());
        let path = Path::new(source.name());
        open.map(|(uri, _)| uri.clone()).or_else(|| path.is_absolute().then(|| uri_of(path)))
    }

    /// The next document to look at: its URI and version. None when the server stops.
    fn next(&self) -> Option<(String, i32)> {
        let mut state = self.lock();
        loop {
            state.send.as_ref()?;
            if let Some(uri) = state.waiting.pop_front() {
                if let Some(open) = state.open.get(&uri) {
                    return Some((uri, open.version));
                }
                continue;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Publishes what was found, unless the text has moved on.
    fn publish(&self, uri: &str, version: i32, diagnostics: &[Value]) {
        let state = self.lock();
        if state.open.get(uri).is_some_and(|open| open.version == version) {
            state.publish(json!({ "uri": uri, "version": version, "diagnostics": diagnostics }));
        }
    }
}

impl State {
    /// A text changed: it is looked at first, then those that may be about it.
    fn touched(&mut self, uri: &str) {
        self.revision += 1;
        self.waiting.retain(|waiting| waiting != uri);
        self.waiting.push_front(uri.to_owned());
        for (other, open) in &self.open {
            let text = open.source.text();
            let about_others = text.contains("extends:")
                || text.contains("上位标准:")
                || Suite::is_suite(&open.source);
            if about_others && !self.waiting.contains(other) {
                self.waiting.push_back(other.clone());
            }
        }
    }

    fn publish(&self, params: Value) {
        if let Some(send) = &self.send {
            let method = "textDocument/publishDiagnostics".to_owned();
            send(Notification::new(method, params).into());
        }
    }
}

/// Looks at one document after the other until the server stops.
pub(super) fn work(shared: &Shared, language: Language, columns: Columns) {
    let mut beside = Beside::default();
    while let Some((uri, version)) = shared.next() {
        let Some((source, others)) = shared.texts(&uri) else { continue };
        let found = catch_unwind(AssertUnwindSafe(|| {
            let texts = beside.of(&source, others);
            Document::open(&source, &texts).diagnostics()
        }));
        // A text that cannot be checked keeps what was said of it before.
        let Ok(found) = found else { continue };
        let list = entries(shared, &found, language, columns);
        shared.publish(&uri, version, &list);
    }
}

fn entries(
    shared: &Shared,
    found: &Diagnostics,
    language: Language,
    columns: Columns,
) -> Vec<Value> {
    found.iter().map(|one| entry(shared, one, language, columns)).collect()
}

fn entry(shared: &Shared, one: &Diagnostic, language: Language, columns: Columns) -> Value {
    let place = one.place();
    let mut message = one.message(language).to_owned();
    if let Some(help) = one.help(language) {
        message.push('\n');
        message.push_str(help);
    }
    let related = |label: &Label| {
        let uri = shared.uri_of(&label.source)?;
        let range = columns.range(&label.source, label.span);
        let message = say(language, "另见此处", "see also");
        Some(json!({ "location": { "uri": uri, "range": range }, "message": message }))
    };
    let related: Vec<Value> = one.related().iter().filter_map(related).collect();
    let mut out = json!({
        "range": columns.range(&place.source, place.span),
        "severity": match one.severity() {
            Severity::Error => 1,
            Severity::Warning => 2,
            Severity::Note => 3,
        },
        "code": one.code().as_str(),
        "source": "cunchi",
        "message": message,
    });
    if let (false, Some(map)) = (related.is_empty(), out.as_object_mut()) {
        map.insert("relatedInformation".to_owned(), related.into());
    }
    out
}
