// mcp-use, a framework on the TypeScript SDK of the second generation.
//
// server.mjs PORT

import { MCPServer } from "mcp-use";
import { z } from "zod";

// It keeps notes of its own in the folder that it runs in.
process.chdir(import.meta.dirname);

const annotations = { readOnlyHint: true };
const text = (text) => ({ content: [{ type: "text", text }] });
const server = new MCPServer({ name: "external-mcp-use", version: "1.0.0" });

server.tool(
  { name: "echo", description: "Return the message.", inputSchema: z.object({ message: z.string() }), annotations },
  async ({ message }) => text(message),
);

server.tool(
  { name: "add", description: "Add two numbers.", inputSchema: z.object({ a: z.number(), b: z.number() }), annotations },
  async ({ a, b }) => text(String(a + b)),
);

server.tool(
  {
    name: "fetch",
    description: "GET a URL and return its body.",
    inputSchema: z.object({ url: z.string() }),
    annotations: { ...annotations, openWorldHint: true },
  },
  async ({ url }) => text(await (await fetch(url)).text()),
);

await server.listen(Number(process.argv[2]), { host: "127.0.0.1" });
