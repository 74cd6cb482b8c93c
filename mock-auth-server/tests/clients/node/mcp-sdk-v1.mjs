// mcp-sdk-v1.mjs ISSUER MCP_URL CLIENT_ID CLIENT_SECRET
//
// The MCP SDK for TypeScript, version 1: @modelcontextprotocol/sdk.

import { ClientCredentialsProvider } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { converse } from "./conversation.mjs";

await converse({
  Client,
  ClientCredentialsProvider,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  finish: (transport, callback) => transport.finishAuth(callback.searchParams.get("code")),
});
