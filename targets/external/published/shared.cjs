// A server of the TypeScript SDK that gives all its clients one transport: shared.cjs FOLDER PORT, where FOLDER is where
// the release is installed. A release that refuses to be used so gets a server and a transport for each request, as it asks.
//
// Every answer takes a while, as those of servers do that ask somebody else.

"use strict";

const { createServer } = require("node:http");
const { createRequire } = require("node:module");
const { join, resolve } = require("node:path");

const [folder, port] = process.argv.slice(2);
const load = createRequire(join(resolve(folder), "package.json"));
const { Server } = load("@modelcontextprotocol/sdk/server/index.js");
const { StreamableHTTPServerTransport } = load("@modelcontextprotocol/sdk/server/streamableHttp.js");
const { WebStandardStreamableHTTPServerTransport } = load("@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js");
const { CallToolRequestSchema, ListPromptsRequestSchema, ListToolsRequestSchema } = load("@modelcontextprotocol/sdk/types.js");

const ANSWER_AFTER_MS = 50;
const ECHO = {
  name: "echo",
  description: "Return the message.",
  inputSchema: { type: "object", properties: { message: { type: "string" } }, required: ["message"] },
  annotations: { readOnlyHint: true },
};

async function open() {
  const server = new Server(
    { name: "published-flaws", version: "1.0.0" },
    { capabilities: { prompts: {}, tools: {} } },
  );
  const answer = (schema, result) =>
    server.setRequestHandler(schema, async (request) => {
      await new Promise((done) => setTimeout(done, ANSWER_AFTER_MS));
      return result(request);
    });
  answer(ListToolsRequestSchema, () => ({ tools: [ECHO] }));
  answer(ListPromptsRequestSchema, () => ({ prompts: [] }));
  answer(CallToolRequestSchema, ({ params }) => ({
    content: [{ type: "text", text: String(params.arguments?.message) }],
  }));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await server.connect(transport);
  return transport;
}

async function canBeShared() {
  const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  const request = () => new Request("http://127.0.0.1/", { method: "DELETE" });
  try {
    await transport.handleRequest(request());
    await transport.handleRequest(request());
    return true;
  } catch {
    return false;
  }
}

async function main() {
  const shared = (await canBeShared()) ? await open() : undefined;
  createServer(async (request, response) => {
    await (shared ?? (await open())).handleRequest(request, response);
  }).listen(Number(port), "127.0.0.1");
}

main();
