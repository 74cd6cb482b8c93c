"""mcp_client.py ISSUER MCP_URL CLIENT_ID CLIENT_SECRET

The MCP SDK for Python, from a 401 to the result of a tool.
"""

import asyncio
import sys

import httpx2
from mcp import Client
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.auth.extensions.client_credentials import ClientCredentialsOAuthProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata, OAuthToken
from steps import CALLBACK, SCOPE, answer, expect, step, visit

issuer, url, client_id, client_secret = sys.argv[1:]


class Storage:
    """Keeps what the SDK saves, in memory."""

    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


class Person:
    """Approves, and counts how often it was asked."""

    asked = 0
    callback = ""

    async def go(self, authorization_url: str) -> None:
        self.asked += 1
        self.callback = await asyncio.to_thread(visit, authorization_url)

    async def come_back(self) -> AuthorizationCodeResult:
        parameters = answer(self.callback)
        expect(parameters.get("iss") == issuer, f"the answer is {parameters}")
        return AuthorizationCodeResult(
            code=parameters["code"], state=parameters.get("state"), iss=parameters.get("iss")
        )


async def use_tools(auth: httpx2.Auth) -> None:
    async with httpx2.AsyncClient(auth=auth, trust_env=False, timeout=30) as http:
        async with Client(streamable_http_client(url, http_client=http)) as client:
            step("connection")
            tools = (await client.list_tools()).tools
            expect("echo" in [tool.name for tool in tools], "no tool named echo")
            step("tools/list")
            result = await client.call_tool("echo", {"message": "hello"})
            expect(result.content[0].text == "hello", repr(result))
            step("tools/call")


async def main() -> None:
    storage, person = Storage(), Person()
    provider = OAuthClientProvider(
        server_url=url,
        client_metadata=OAuthClientMetadata(
            client_name="real MCP client",
            redirect_uris=[CALLBACK],
            token_endpoint_auth_method="none",
            scope=SCOPE,
        ),
        storage=storage,
        redirect_handler=person.go,
        callback_handler=person.come_back,
    )
    await use_tools(provider)
    expect(person.asked == 1, f"the person was asked {person.asked} times")
    expect(storage.client and storage.client.client_id, "no client id")
    expect(str(storage.client.issuer) == issuer, f"the client is bound to {storage.client.issuer}")
    step("registration")
    step("authorization")

    # The SDK refreshes when its own clock says that the token has expired.
    first = storage.tokens
    provider.context.token_expiry_time = 1.0
    await use_tools(provider)
    expect(person.asked == 1, "the person was asked again")
    expect(storage.tokens.refresh_token != first.refresh_token, "the refresh token is not rotated")
    step("refresh")

    await use_tools(
        ClientCredentialsOAuthProvider(
            server_url=url,
            storage=Storage(),
            client_id=client_id,
            client_secret=client_secret,
            scope=SCOPE,
            issuer=issuer,
        )
    )
    step("client credentials")


asyncio.run(main())
