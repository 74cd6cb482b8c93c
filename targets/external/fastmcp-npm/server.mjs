// The npm package fastmcp, which has nothing to do with the one on PyPI.
//
// server.mjs PORT

import { FastMCP } from "fastmcp";
import { z } from "zod";

const annotations = { readOnlyHint: true };
const server = new FastMCP({ name: "external-fastmcp-npm", version: "1.0.0" });

server.addTool({
  name: "echo",
  description: "Return the message.",
  parameters: z.object({ message: z.string() }),
  annotations,
  execute: async ({ message }) => message,
});

server.addTool({
  name: "add",
  description: "Add two numbers.",
  parameters: z.object({ a: z.number(), b: z.number() }),
  annotations,
  execute: async ({ a, b }) => String(a + b),
});

server.addTool({
  name: "fetch",
  description: "GET a URL and return its body.",
  parameters: z.object({ url: z.string() }),
  annotations: { ...annotations, openWorldHint: true },
  execute: async ({ url }) => (await fetch(url)).text(),
});

server.addResource({
  uri: "text://greeting",
  name: "greeting",
  mimeType: "text/plain",
  load: async () => ({ text: "hello" }),
});

server.addPrompt({
  name: "summarize",
  description: "Ask for a summary.",
  arguments: [{ name: "text", required: true }],
  load: async ({ text }) => `Summarize: ${text}`,
});

await server.start({
  transportType: "httpStream",
  httpStream: { host: "127.0.0.1", port: Number(process.argv[2]) },
});
