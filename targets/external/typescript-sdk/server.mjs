// The TypeScript SDK v2 as an OAuth resource server, or on stdio.
//
// server.mjs stdio
// server.mjs http PORT ISSUER JWKS_URI AUDIENCE [--no-audience]
//
// The verifier below reports the token's audience and does not judge it, so that the SDK's own option
// `expectedResource` decides. With --no-audience that option is unset, and a token minted for any server is accepted.

import { parseArgs } from "node:util";
import { createMcpExpressApp, requireBearerAuth } from "@modelcontextprotocol/express";
import { toNodeHandler } from "@modelcontextprotocol/node";
import {
  buildOAuthProtectedResourceMetadata,
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  McpServer,
  OAuthError,
  OAuthErrorCode,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import { z } from "zod";

const SCOPES = ["mcp:tools"];

function build() {
  const server = new McpServer({ name: "external-typescript-sdk", version: "1.0.0" });
  const text = (value) => ({ content: [{ type: "text", text: String(value) }] });

  server.registerTool(
    "echo",
    {
      description: "Return the message.",
      inputSchema: z.object({ message: z.string() }),
      annotations: { readOnlyHint: true },
    },
    ({ message }) => text(message),
  );
  server.registerTool(
    "add",
    {
      description: "Add two numbers.",
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      annotations: { readOnlyHint: true },
    },
    ({ a, b }) => text(a + b),
  );
  server.registerTool(
    "fetch",
    {
      description: "GET a URL and return its body.",
      inputSchema: z.object({ url: z.string() }),
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    async ({ url }) => text(await (await fetch(url)).text()),
  );
  server.registerResource(
    "greeting",
    "text://greeting",
    { description: "A short text.", mimeType: "text/plain" },
    (uri) => ({ contents: [{ uri: uri.href, mimeType: "text/plain", text: "hello" }] }),
  );
  server.registerPrompt(
    "summarize",
    { description: "Ask for a summary.", argsSchema: z.object({ text: z.string() }) },
    (args) => ({
      messages: [{ role: "user", content: { type: "text", text: `Summarize: ${args.text}` } }],
    }),
  );
  return server;
}

// Verifies signature, issuer and expiry, on purpose not the audience.
function jwtVerifier(issuer, jwksUri, resource) {
  const keys = createRemoteJWKSet(new URL(jwksUri));
  return {
    async verifyAccessToken(token) {
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          algorithms: ["ES256", "RS256"],
          requiredClaims: ["exp"],
        });
        // RFC 7519 section 4.1.3: a string or an array of strings. Nothing else names an audience.
        const audiences = [payload.aud].flat().filter((entry) => typeof entry === "string");
        const audience = audiences.includes(resource) ? resource : audiences[0];
        return {
          token,
          clientId: String(payload.client_id ?? payload.sub),
          scopes: String(payload.scope ?? "").split(" "),
          expiresAt: payload.exp,
          resource: URL.canParse(audience) ? new URL(audience) : undefined,
        };
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
        throw new OAuthError(OAuthErrorCode.InvalidToken, error.message);
      }
    },
  };
}

function serveHttp(port, issuer, jwksUri, audience, checkAudience) {
  const resource = new URL(audience);
  const metadataUrl = getOAuthProtectedResourceMetadataUrl(resource);
  const metadata = buildOAuthProtectedResourceMetadata({
    oauthMetadata: { issuer },
    resourceServerUrl: resource,
    scopesSupported: SCOPES,
  });
  const guard = requireBearerAuth({
    verifier: jwtVerifier(issuer, jwksUri, audience),
    requiredScopes: SCOPES,
    resourceMetadataUrl: metadataUrl,
    expectedResource: checkAudience ? resource : undefined,
  });
  const handler = toNodeHandler(createMcpHandler(build));

  const app = createMcpExpressApp();
  app.get(new URL(metadataUrl).pathname, (_request, response) => response.json(metadata));
  app.all("/mcp", guard, (request, response) => handler(request, response, request.body));
  app.listen(Number(port), "127.0.0.1", (error) => {
    if (error) throw error;
  });
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { "no-audience": { type: "boolean", default: false } },
});
const [transport, ...rest] = positionals;
if (transport === "stdio" && rest.length === 0) {
  serveStdio(build);
} else if (transport === "http" && rest.length === 4) {
  serveHttp(...rest, !values["no-audience"]);
} else {
  console.error("usage: server.mjs stdio | http PORT ISSUER JWKS_URI AUDIENCE [--no-audience]");
  process.exit(2);
}
