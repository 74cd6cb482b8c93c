// mcp-framework as an OAuth resource server.
//
// server.mjs http PORT ISSUER JWKS_URI AUDIENCE
//
// Its validator takes the audience or, for Cognito, the client id as the audience; it reads no scope.

import { MCPServer, MCPTool, OAuthAuthProvider } from "mcp-framework";
import { z } from "zod";

const annotations = { readOnlyHint: true };

class Echo extends MCPTool {
  name = "echo";
  description = "Return the message.";
  schema = z.object({ message: z.string().describe("what to return") });
  annotations = annotations;
  async execute({ message }) {
    return message;
  }
}

class Add extends MCPTool {
  name = "add";
  description = "Add two numbers.";
  schema = z.object({ a: z.number().describe("one number"), b: z.number().describe("the other") });
  annotations = annotations;
  async execute({ a, b }) {
    return String(a + b);
  }
}

class Fetch extends MCPTool {
  name = "fetch";
  description = "GET a URL and return its body.";
  schema = z.object({ url: z.string().describe("what to get") });
  annotations = { ...annotations, openWorldHint: true };
  async execute({ url }) {
    return (await fetch(url)).text();
  }
}

const [transport, port, issuer, jwksUri, audience, ...rest] = process.argv.slice(2);
if (transport !== "http" || audience === undefined || rest.length > 0) {
  console.error("usage: server.mjs http PORT ISSUER JWKS_URI AUDIENCE");
  process.exit(2);
}

const server = new MCPServer({
  name: "external-mcp-framework",
  version: "1.0.0",
  // It looks for more tools in that folder, and there are none.
  basePath: import.meta.dirname,
  transport: {
    type: "http-stream",
    options: {
      host: "127.0.0.1",
      port: Number(port),
      auth: {
        provider: new OAuthAuthProvider({
          authorizationServers: [issuer],
          resource: audience,
          validation: { type: "jwt", jwksUri, audience, issuer },
        }),
        endpoints: { initialize: true, messages: true },
      },
    },
  },
});
server.addTool(Echo);
server.addTool(Add);
server.addTool(Fetch);
await server.start();
