// oauth4webapi.mjs ISSUER RESOURCE

import * as oauth from "oauth4webapi";
import { CALLBACK, REGISTRATION, SCOPE, expect, step, visit } from "./steps.mjs";

const [issuer, resource] = process.argv.slice(2);
const http = { [oauth.allowInsecureRequests]: true };
const forResource = { ...http, additionalParameters: { resource } };

let server;
for (const algorithm of ["oidc", "oauth2"]) {
  const response = await oauth.discoveryRequest(new URL(issuer), { ...http, algorithm });
  server = await oauth.processDiscoveryResponse(new URL(issuer), response);
}
step("discovery");

const client = await oauth.processDynamicClientRegistrationResponse(
  await oauth.dynamicClientRegistrationRequest(server, REGISTRATION, http),
);
const authentication = oauth.ClientSecretBasic(client.client_secret);
step("registration");

const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const request = new URL(server.authorization_endpoint);
request.search = new URLSearchParams({
  response_type: "code",
  client_id: client.client_id,
  redirect_uri: CALLBACK,
  scope: SCOPE,
  state,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  resource,
});
const callback = await visit(request);
expect(callback.searchParams.get("iss") === issuer, `iss is ${callback.searchParams.get("iss")}`);
const answer = oauth.validateAuthResponse(server, client, callback, state);
step("authorization");

const tokens = await oauth.processAuthorizationCodeResponse(
  server,
  client,
  await oauth.authorizationCodeGrantRequest(server, client, authentication, answer, CALLBACK, verifier, forResource),
);
await validate(tokens.access_token);
step("token");

const refreshed = await refresh(tokens.refresh_token);
expect(refreshed.refresh_token !== tokens.refresh_token, "the refresh token is not rotated");
await validate(refreshed.access_token);
step("refresh");

const own = await oauth.processClientCredentialsResponse(
  server,
  client,
  await oauth.clientCredentialsGrantRequest(server, client, authentication, { resource, scope: SCOPE }, http),
);
await validate(own.access_token);
step("client credentials");

expect((await introspect(refreshed.access_token)).active, "a good token is not active");
step("introspection");

await oauth.processRevocationResponse(
  await oauth.revocationRequest(server, client, authentication, refreshed.access_token, http),
);
expect(!(await introspect(refreshed.access_token)).active, "a revoked token is active");
step("revocation");

// RFC 9700 section 4.14.2: a refresh token that comes again ends the whole family.
for (const token of [tokens.refresh_token, refreshed.refresh_token]) {
  const error = await refresh(token).then(
    () => undefined,
    (error) => error,
  );
  expect(error instanceof oauth.ResponseBodyError, `${error ?? "a refresh token is taken twice"}`);
  expect(error.error === "invalid_grant" && error.status === 400, `${error.status} ${error.error}`);
}
step("reuse refused");

async function refresh(token) {
  const response = await oauth.refreshTokenGrantRequest(server, client, authentication, token, forResource);
  return oauth.processRefreshTokenResponse(server, client, response);
}

async function introspect(token) {
  const response = await oauth.introspectionRequest(server, client, authentication, token, http);
  return oauth.processIntrospectionResponse(server, client, response);
}

// The library's own reading of RFC 9068.
function validate(token) {
  const presented = new Request(resource, { headers: { authorization: `Bearer ${token}` } });
  return oauth.validateJwtAccessToken(server, presented, resource, http);
}
