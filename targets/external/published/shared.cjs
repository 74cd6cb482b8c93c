// A server of the TypeScript SDK that gives all its clients one transport: shared.cjs FOLDER PORT, where FOLDER is where
// the release is installed. A release that refuses to be used so gets a server and a transport for each request, as it asks.

"use strict";

const { createServer } = require("node:http");
const { createRequire } = require("node:module");
const { join, resolve } = require("node:path");

const [folder, port] = process.argv.slice(2);
const load = createRequire(join(resolve(folder), "package.json"));
const { McpServer } = load("@modelcontextprotocol/sdk/server/mcp.js");
const { StreamableHTTPServerTransport } = load("@modelcontextprotocol/sdk/server/streamableHttp.js");
const { WebStandardStreamableHTTPServerTransport } = load("@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js");
const { z } = load("zod");

async function open() {
  const server = new McpServer({ name: "published-flaws", version: "1.0.0" });
  server.registerTool(
    "echo",
    { description: "Return the message.", inputSchema: { message: z.string() }, annotations: { readOnlyHint: true } },
    ({ message }) => ({ content: [{ type: "text", text: message }] }),
  );
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
