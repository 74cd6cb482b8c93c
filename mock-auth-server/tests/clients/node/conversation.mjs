// From a 401 to the result of a tool, with either MCP SDK for TypeScript: they differ in how an authorization ends.

import { Person } from "./person.mjs";
import { SCOPE, expect, step } from "./steps.mjs";

export async function converse(sdk) {
  const { Client, ClientCredentialsProvider, StreamableHTTPClientTransport, UnauthorizedError, finish } = sdk;
  const [issuer, url, clientId, clientSecret] = process.argv.slice(2);
  const person = new Person();
  const connect = async (authProvider = person) => {
    const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider });
    const client = new Client({ name: "real-client", version: "1.0.0" });
    const error = await client.connect(transport).then(
      () => undefined,
      (error) => error,
    );
    return { client, transport, error };
  };

  const refused = await connect();
  expect(refused.error instanceof UnauthorizedError, `${refused.error?.stack ?? "connected without a token"}`);
  expect(person.callback, "the person was not asked");
  step("discovery");
  expect(person.client.client_id, "no client id");
  step("registration");
  const answer = person.callback.searchParams;
  expect(answer.get("state") === person.sent, `state is ${answer.get("state")}`);
  expect(answer.get("iss") === issuer, `iss is ${answer.get("iss")}`);
  step("authorization");
  await finish(refused.transport, person.callback);
  expect(person.saved.access_token, "no access token");
  step("token");

  await useTools(await connect(), "connection");

  // An access token that the server no longer takes makes the client refresh, and nobody is asked again.
  const first = person.saved;
  person.saved = { ...first, access_token: "outlived" };
  person.callback = undefined;
  await useTools(await connect(), "refresh");
  expect(person.callback === undefined, "the person was asked again");
  expect(person.saved.refresh_token !== first.refresh_token, "the refresh token is not rotated");

  const options = { clientId, clientSecret, scope: SCOPE, expectedIssuer: issuer };
  await useTools(await connect(new ClientCredentialsProvider(options)), "client credentials");
}

async function useTools({ client, error }, name) {
  if (error) throw error;
  step(name);
  const { tools } = await client.listTools();
  expect(tools.some((tool) => tool.name === "echo"), "no tool named echo");
  step("tools/list");
  const result = await client.callTool({ name: "echo", arguments: { message: "hello" } });
  expect(result.content[0].text === "hello", JSON.stringify(result));
  step("tools/call");
  await client.close();
}
