//! `cunchi lsp`: a language server on standard input and output.
//!
//! One thread answers questions, another checks texts and publishes what is wrong. Checking has no
//! queue of texts: it has a list of documents to look at, each once, and takes the text as it is when it gets there, so
//! that the last text wins however fast somebody types.

mod checker;
mod documents;
mod places;
mod wire;

use crate::Failure;
use checker::Shared;
use cunchi::Language;
use cunchi::editor::{Completion, CompletionKind, Document};
use documents::Beside;
use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionOptions, Contents, DefinitionProvider,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, Hover,
    HoverProvider, MarkupContent, MarkupKind, PositionEncodingKind, ServerCapabilities,
    TextDocumentPositionParams, TextDocumentSync, TextDocumentSyncKind, TextEdit,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use places::Columns;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Arc;

/// Runs the server until its client says `exit` or goes away.
pub(crate) fn run(asked: Option<Language>, locale: Language) -> Result<ExitCode, Failure> {
    let (connection, writer) = wire::open();
    let started = connection.initialize_start();
    let Ok((id, params)) = started else {
        drop(connection);
        let _ = writer.join();
        return Ok(ExitCode::from(1));
    };
    let columns = columns_of(&params);
    let language = asked.or_else(|| language_of(&params)).unwrap_or(locale);
    let result = json!({
        "capabilities": capabilities(columns),
        "serverInfo": { "name": "cunchi", "version": env!("CARGO_PKG_VERSION") },
    });
    let Connection { sender, receiver } = connection;
    // `initialized` says nothing; a client that leaves it out is served all the same.
    let _ = sender.send(Response::new_ok(id, result).into());
    let shared = Arc::new(Shared::new({
        let sender = sender.clone();
        // A client that went away reads nothing; the loop below ends by itself.
        move |message| drop(sender.send(message))
    }));
    let worker = {
        let shared = shared.clone();
        std::thread::spawn(move || checker::work(&shared, language, columns))
    };
    let mut server =
        Server { shared: shared.clone(), columns, beside: Beside::default(), opened: None };
    let (mut shut_down, mut code) = (false, 1);
    for message in &receiver {
        match message {
            Message::Request(request) if request.method == "shutdown" => {
                shut_down = true;
                let _ = sender.send(Response::new_ok(request.id, Value::Null).into());
            }
            Message::Request(request) => {
                let response = if shut_down {
                    let text = "the server was shut down".to_owned();
                    Response::new_err(request.id, ErrorCode::InvalidRequest as i32, text)
                } else {
                    server.answer(request)
                };
                let _ = sender.send(response.into());
            }
            Message::Notification(notification) if notification.method == "exit" => {
                code = u8::from(!shut_down);
                break;
            }
            Message::Notification(notification) => server.note(notification),
            Message::Response(_) => {}
        }
    }
    shared.stop();
    drop(sender);
    // A check that is still under way is of no use to anybody.
    drop(worker);
    let _ = writer.join();
    Ok(ExitCode::from(code))
}

fn capabilities(columns: Columns) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match columns {
            Columns::Utf8 => PositionEncodingKind::UTF8,
            Columns::Utf16 => PositionEncodingKind::UTF16,
        }),
        text_document_sync: Some(TextDocumentSync::Kind(TextDocumentSyncKind::Incremental)),
        hover_provider: Some(HoverProvider::Bool(true)),
        definition_provider: Some(DefinitionProvider::Bool(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([":", " ", ".", "=", "["].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

/// Columns in bytes where the client can count so, which costs nothing; else in UTF-16, which every client can.
fn columns_of(params: &Value) -> Columns {
    let known = params.pointer("/capabilities/general/positionEncodings").and_then(Value::as_array);
    let bytes = known.into_iter().flatten().any(|one| one.as_str() == Some("utf-8"));
    if bytes { Columns::Utf8 } else { Columns::Utf16 }
}

/// The language the client says its user reads.
fn language_of(params: &Value) -> Option<Language> {
    let locale = params.get("locale").and_then(Value::as_str)?;
    match locale.get(..2)? {
        "zh" => Some(Language::Chinese),
        "en" => Some(Language::English),
        _ => None,
    }
}

struct Server {
    shared: Arc<Shared>,
    columns: Columns,
    beside: Beside,
    /// The document last asked about, as it was at some revision of all texts.
    opened: Option<(String, u64, Arc<Document>)>,
}

impl Server {
    fn note(&mut self, notification: Notification) {
        let Notification { method, params, .. } = notification;
        // A notification cannot be answered: what cannot be read is passed over.
        match method.as_str() {
            "textDocument/didOpen" => {
                if let Ok(params) = serde_json::from_value::<DidOpenTextDocumentParams>(params) {
                    let document = params.text_document;
                    self.shared.open(document.uri.0, document.version, document.text);
                }
            }
            "textDocument/didChange" => {
                if let Ok(params) = serde_json::from_value::<DidChangeTextDocumentParams>(params) {
                    let uri = &params.text_document.text_document_identifier.uri.0;
                    let version = params.text_document.version;
                    self.shared.change(uri, version, params.content_changes, self.columns);
                }
            }
            "textDocument/didClose" => {
                if let Ok(params) = serde_json::from_value::<DidCloseTextDocumentParams>(params) {
                    self.shared.close(&params.text_document.uri.0);
                }
            }
            _ => {}
        }
    }

    fn answer(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        let answered = catch_unwind(AssertUnwindSafe(|| match request.method.as_str() {
            "textDocument/hover" => self.asked(request, Server::hover),
            "textDocument/completion" => self.asked(request, Server::completion),
            "textDocument/definition" => self.asked(request, Server::definition),
            method => {
                let text = format!("`{method}` is not known");
                Response::new_err(request.id, ErrorCode::MethodNotFound as i32, text)
            }
        }));
        answered.unwrap_or_else(|_| {
            let text = "this question could not be answered".to_owned();
            Response::new_err(id, ErrorCode::InternalError as i32, text)
        })
    }

    /// Answers a question about a place; null where there is nothing to say.
    fn asked<T: serde::Serialize>(
        &mut self,
        request: Request,
        answer: fn(&Server, &Document, u32) -> Option<T>,
    ) -> Response {
        let params = match read::<TextDocumentPositionParams>(request.params) {
            Ok(params) => params,
            Err(text) => {
                return Response::new_err(request.id, ErrorCode::InvalidParams as i32, text);
            }
        };
        let Some(document) = self.document(&params.text_document.uri.0) else {
            return Response::new_ok(request.id, Value::Null);
        };
        let at = self.columns.byte(document.source(), params.position);
        Response::new_ok(request.id, answer(self, &document, at))
    }

    /// A document as it is now, opened with the texts beside it.
    fn document(&mut self, uri: &str) -> Option<Arc<Document>> {
        let revision = self.shared.revision();
        if let Some((known, at, document)) = &self.opened
            && known == uri
            && *at == revision
        {
            return Some(document.clone());
        }
        let (source, others) = self.shared.texts(uri)?;
        let beside = self.beside.of(&source, others);
        let document = Arc::new(Document::open(&source, &beside));
        self.opened = Some((uri.to_owned(), revision, document.clone()));
        Some(document)
    }

    fn hover(&self, document: &Document, at: u32) -> Option<Hover> {
        let hover = document.hover(at)?;
        let contents = MarkupContent { kind: MarkupKind::Markdown, value: hover.markdown };
        Some(Hover {
            contents: Contents::MarkupContent(contents),
            range: Some(self.columns.range(document.source(), hover.span)),
        })
    }

    fn completion(&self, document: &Document, at: u32) -> Option<Vec<CompletionItem>> {
        let list = document.completions(at);
        let items = list.into_iter().enumerate();
        Some(items.map(|(n, one)| self.item(document, n, one)).collect())
    }

    fn item(&self, document: &Document, position: usize, one: Completion) -> CompletionItem {
        let Completion { label, insert, replaces, kind, detail, documentation } = one;
        let range = self.columns.range(document.source(), replaces);
        let markdown = MarkupContent { kind: MarkupKind::Markdown, value: documentation };
        let documentation = (!markdown.value.is_empty()).then(|| markdown.into());
        CompletionItem {
            // Whichever of its two words is typed finds it, and the order of the format stays.
            filter_text: Some(format!("{label} {detail}")),
            sort_text: Some(format!("{position:04}")),
            kind: Some(match kind {
                CompletionKind::Key => CompletionItemKind::Property,
                CompletionKind::Word => CompletionItemKind::EnumMember,
                CompletionKind::Name => CompletionItemKind::Variable,
                CompletionKind::Function => CompletionItemKind::Function,
                CompletionKind::Keyword => CompletionItemKind::Keyword,
            }),
            detail: (!detail.is_empty()).then_some(detail),
            documentation,
            text_edit: Some(TextEdit { range, new_text: insert }.into()),
            label,
            ..CompletionItem::default()
        }
    }

    fn definition(&self, document: &Document, at: u32) -> Option<Vec<Value>> {
        let places = document.definition(at);
        let found = places.iter().filter_map(|label| {
            // A shipped set has no file to go to unless it lies in the folder.
            let uri = self.shared.uri_of(&label.source)?;
            Some(json!({ "uri": uri, "range": self.columns.range(&label.source, label.span) }))
        });
        Some(found.collect())
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}
