// What the scripts share: the person with a browser, and the lines that say how far a client came.

export const CALLBACK = "http://127.0.0.1:33418/callback";
export const SCOPE = "mcp:tools";

// What each library is asked to register: one client for every grant that it will use.
export const REGISTRATION = {
  client_name: "real client",
  redirect_uris: [CALLBACK],
  grant_types: ["authorization_code", "refresh_token", "client_credentials"],
  response_types: ["code"],
  token_endpoint_auth_method: "client_secret_basic",
  scope: SCOPE,
};

export function step(name) {
  console.log(`${name} ok`);
}

export function expect(condition, says) {
  if (!condition) throw new Error(says);
}

// Goes to the authorization endpoint as a browser does, and comes back with the URL it is sent to.
// Nothing listens at the callback: that URL is all a client needs.
export async function visit(url) {
  const response = await fetch(url, { redirect: "manual" });
  const location = response.headers.get("location");
  expect(location?.startsWith(CALLBACK), `${response.status} ${await response.text()} instead of a redirect`);
  return new URL(location);
}
