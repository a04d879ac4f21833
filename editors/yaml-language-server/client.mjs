// A YAML language server without an editor: started over standard input and output, asked as an editor asks.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import rpc from "vscode-jsonrpc/node.js";

const require = createRequire(import.meta.url);

/** How long an answer may take before the proof fails. */
const PATIENCE = 60_000;

function inTime(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in time: ${what}`)), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Starts the server with one schema for all YAML files. */
export async function start(schemaUri) {
  const home = dirname(require.resolve("yaml-language-server/package.json"));
  const server = spawn(process.execPath, [join(home, "bin", "yaml-language-server"), "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const connection = rpc.createMessageConnection(
    new rpc.StreamMessageReader(server.stdout),
    new rpc.StreamMessageWriter(server.stdin),
  );
  const settings = {
    yaml: {
      validate: true, hover: true, completion: true, format: { enable: false },
      schemaStore: { enable: false },
      schemas: { [schemaUri]: ["*.yaml"] },
    },
  };
  const waiting = new Map();
  const published = new Map();
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
    published.set(uri, diagnostics);
    waiting.get(uri)?.(diagnostics);
    waiting.delete(uri);
  });
  connection.onRequest("workspace/configuration", ({ items }) =>
    items.map(({ section }) => settings[section] ?? {}));
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  const ask = (method, params) => inTime(connection.sendRequest(method, params), method);
  await ask("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      textDocument: {
        completion: { completionItem: { documentationFormat: ["markdown", "plaintext"] } },
        hover: { contentFormat: ["markdown", "plaintext"] },
      },
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    },
  });
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("workspace/didChangeConfiguration", { settings });

  let count = 0;
  const open = async (text, name = `file${count += 1}.yaml`) => {
    const uri = `file:///proof/${name}`;
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "yaml", version: 1, text },
    });
    return uri;
  };
  return {
    open,
    /** What is wrong with a text. */
    async diagnostics(text) {
      const uri = await open(text);
      if (!published.has(uri)) {
        await inTime(new Promise((done) => waiting.set(uri, done)), `diagnostics of ${uri}`);
      }
      return published.get(uri);
    },
    /** What may stand at the mark `‸` of a text. */
    async completion(marked) {
      const { text, position } = cursor(marked);
      const result = await ask("textDocument/completion", {
        textDocument: { uri: await open(text) }, position,
      });
      return Array.isArray(result) ? result : result.items;
    },
    /** What is said about the mark `‸` of a text. */
    async hover(marked) {
      const { text, position } = cursor(marked);
      const result = await ask("textDocument/hover", {
        textDocument: { uri: await open(text) }, position,
      });
      return words(result?.contents);
    },
    async stop() {
      await ask("shutdown", null);
      await connection.sendNotification("exit");
      connection.dispose();
      server.kill();
    },
  };
}

/** A text without its mark, and the place of the mark. */
function cursor(marked) {
  const at = marked.indexOf("‸");
  if (at < 0) throw new Error("the text has no mark");
  const before = marked.slice(0, at);
  const lines = before.split("\n");
  return {
    text: before + marked.slice(at + 1),
    position: { line: lines.length - 1, character: lines.at(-1).length },
  };
}

/** Contents or documentation as plain text. */
export function words(contents) {
  if (contents === undefined || contents === null) return "";
  if (typeof contents === "string") return contents;
  if (Array.isArray(contents)) return contents.map(words).join("\n");
  return contents.value ?? "";
}
