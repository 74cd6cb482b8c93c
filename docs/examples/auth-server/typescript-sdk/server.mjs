// An MCP server of the TypeScript SDK v2 behind access tokens: server.mjs PORT [ISSUER].

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
import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import { z } from "zod";

const [port, issuer = "http://127.0.0.1:9400"] = process.argv.slice(2);
const resource = new URL(`http://127.0.0.1:${port}/mcp`);
const keys = createRemoteJWKSet(new URL(`${issuer}/jwks.json`));

// The SDK asks it about every token; what it does not check, nobody does.
async function verifyAccessToken(token) {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: resource.href,
      algorithms: ["ES256"],
      requiredClaims: ["exp", "client_id"],
    });
    const scopes = String(payload.scope ?? "").split(" ");
    return { token, clientId: String(payload.client_id), scopes, expiresAt: payload.exp, resource };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new OAuthError(OAuthErrorCode.InvalidToken, error.message);
  }
}

function build() {
  const server = new McpServer({ name: "example", version: "1.0.0" });
  server.registerTool(
    "echo",
    {
      description: "Return the message.",
      inputSchema: z.object({ message: z.string() }),
      annotations: { readOnlyHint: true },
    },
    ({ message }) => ({ content: [{ type: "text", text: message }] }),
  );
  return server;
}

const metadataUrl = getOAuthProtectedResourceMetadataUrl(resource);
const metadata = buildOAuthProtectedResourceMetadata({
  oauthMetadata: { issuer },
  resourceServerUrl: resource,
  scopesSupported: ["mcp:tools"],
});
const guard = requireBearerAuth({
  verifier: { verifyAccessToken },
  requiredScopes: ["mcp:tools"],
  resourceMetadataUrl: metadataUrl,
  expectedResource: resource,
});
const handler = toNodeHandler(createMcpHandler(build));
const app = createMcpExpressApp();
app.get(new URL(metadataUrl).pathname, (_request, response) => response.json(metadata));
app.all("/mcp", guard, (request, response) => handler(request, response, request.body));
app.listen(Number(port), "127.0.0.1", () => console.log(`listening on ${resource}`));
