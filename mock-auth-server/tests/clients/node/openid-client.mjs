// openid-client.mjs ISSUER RESOURCE

import * as openid from "openid-client";
import { CALLBACK, REGISTRATION, SCOPE, expect, step, visit } from "./steps.mjs";

const [issuer, resource] = process.argv.slice(2);

// It discovers and registers in one call; the second one shows that the other metadata document serves as well.
let configuration;
for (const algorithm of ["oidc", "oauth2"]) {
  configuration = await openid.dynamicClientRegistration(
    new URL(issuer),
    REGISTRATION,
    openid.ClientSecretBasic(),
    { algorithm, execute: [openid.allowInsecureRequests] },
  );
}
expect(configuration.serverMetadata().issuer === issuer, "another issuer");
step("discovery");
expect(configuration.clientMetadata().client_secret, "no secret");
step("registration");

const pkceCodeVerifier = openid.randomPKCECodeVerifier();
const expectedState = openid.randomState();
const callback = await visit(
  openid.buildAuthorizationUrl(configuration, {
    redirect_uri: CALLBACK,
    scope: SCOPE,
    state: expectedState,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    resource,
  }),
);
step("authorization");

const tokens = await openid.authorizationCodeGrant(
  configuration,
  callback,
  { pkceCodeVerifier, expectedState },
  { resource },
);
step("token");

const refreshed = await openid.refreshTokenGrant(configuration, tokens.refresh_token, { resource });
expect(refreshed.refresh_token !== tokens.refresh_token, "the refresh token is not rotated");
step("refresh");

const own = await openid.clientCredentialsGrant(configuration, { resource, scope: SCOPE });
expect(own.token_type === "bearer", own.token_type);
step("client credentials");

const active = async (token) => (await openid.tokenIntrospection(configuration, token)).active;
expect(await active(refreshed.access_token), "a good token is not active");
step("introspection");

await openid.tokenRevocation(configuration, refreshed.access_token);
expect(!(await active(refreshed.access_token)), "a revoked token is active");
step("revocation");

for (const token of [tokens.refresh_token, refreshed.refresh_token]) {
  const error = await openid.refreshTokenGrant(configuration, token, { resource }).then(
    () => undefined,
    (error) => error,
  );
  expect(error?.error === "invalid_grant", `${error ?? "a refresh token is taken twice"}`);
}
step("reuse refused");
