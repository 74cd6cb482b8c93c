// mcp-sdk-v2.mjs ISSUER MCP_URL CLIENT_ID CLIENT_SECRET
//
// The MCP SDK for TypeScript, version 2: @modelcontextprotocol/client.

import {
  Client,
  ClientCredentialsProvider,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { converse } from "./conversation.mjs";

await converse({
  Client,
  ClientCredentialsProvider,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  finish: (transport, callback) => transport.finishAuth(callback.searchParams),
});
