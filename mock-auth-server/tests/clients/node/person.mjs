// The provider that both MCP SDKs for TypeScript ask: it keeps what they save, in memory, and is the person who
// approves.

import { CALLBACK, SCOPE, visit } from "./steps.mjs";

export class Person {
  redirectUrl = CALLBACK;
  clientMetadata = {
    client_name: "real MCP client",
    redirect_uris: [CALLBACK],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    scope: SCOPE,
  };

  state() {
    return (this.sent = crypto.randomUUID());
  }
  clientInformation() {
    return this.client;
  }
  saveClientInformation(client) {
    this.client = client;
  }
  tokens() {
    return this.saved;
  }
  saveTokens(tokens) {
    this.saved = tokens;
  }
  saveCodeVerifier(verifier) {
    this.verifier = verifier;
  }
  codeVerifier() {
    return this.verifier;
  }
  async redirectToAuthorization(url) {
    this.callback = await visit(url);
  }
}
