"""The Python SDK as an OAuth resource server, or on stdio.

server.py stdio
server.py http PORT ISSUER JWKS_URI AUDIENCE [--no-audience]
server.py sse PORT ISSUER JWKS_URI AUDIENCE [--no-audience]

The verifier below reports the token's audience and does not judge it, so that the SDK's own option
`validate_token_resource` decides. With --no-audience that option is off, and a token minted for any server is accepted.
"""

import argparse
import asyncio

import httpx2
import jwt
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import Context, MCPServer
from mcp.types import ToolAnnotations


class JwtVerifier:
    """Verifies signature, issuer and expiry, on purpose not the audience."""

    def __init__(self, issuer: str, jwks_uri: str, resource: str) -> None:
        self.issuer = issuer
        self.resource = resource
        self.keys = jwt.PyJWKClient(jwks_uri)

    async def verify_token(self, token: str) -> AccessToken | None:
        try:
            return await asyncio.to_thread(self.decode, token)
        except jwt.PyJWTError:
            return None

    def decode(self, token: str) -> AccessToken:
        claims = jwt.decode(
            token,
            self.keys.get_signing_key_from_jwt(token),
            algorithms=["ES256", "RS256"],
            issuer=self.issuer,
            options={"require": ["exp", "iss"], "verify_aud": False},
        )
        return AccessToken(
            token=token,
            client_id=str(claims.get("client_id", claims.get("sub"))),
            scopes=str(claims.get("scope", "")).split(),
            expires_at=int(claims["exp"]),
            resource=self.audience_of(claims.get("aud")),
            subject=claims.get("sub"),
            claims=claims,
        )

    def audience_of(self, audience: object) -> str | None:
        # RFC 7519 section 4.1.3: a string or an array of strings. Nothing else names an audience.
        entries = audience if isinstance(audience, list) else [audience]
        names = [entry for entry in entries if isinstance(entry, str)]
        return self.resource if self.resource in names else next(iter(names), None)


def authorization(options: argparse.Namespace) -> dict:
    return {
        "token_verifier": JwtVerifier(options.issuer, options.jwks_uri, options.audience),
        "auth": AuthSettings(
            issuer_url=options.issuer,
            resource_server_url=options.audience,
            required_scopes=["mcp:tools"],
            validate_token_resource=not options.no_audience,
        ),
    }


def build(auth: dict) -> MCPServer:
    server = MCPServer("external-python-sdk", version="1.0.0", log_level="WARNING", **auth)

    @server.tool(annotations=ToolAnnotations(read_only_hint=True))
    def echo(message: str) -> str:
        """Return the message."""
        return message

    @server.tool(annotations=ToolAnnotations(read_only_hint=True))
    def add(a: int, b: int) -> int:
        """Add two numbers."""
        return a + b

    @server.tool(annotations=ToolAnnotations(read_only_hint=True, open_world_hint=True))
    async def fetch(url: str) -> str:
        """GET a URL and return its body."""
        async with httpx2.AsyncClient(trust_env=False) as client:
            return (await client.get(url)).text

    @server.tool(annotations=ToolAnnotations(read_only_hint=False))
    async def touch(ctx: Context) -> str:
        """Tell whoever listens that the greeting changed."""
        await ctx.notify_resource_updated("text://greeting")
        return "touched"

    @server.resource("text://farewell")
    def farewell() -> str:
        """Another short text."""
        return "goodbye"

    @server.resource("text://greeting")
    def greeting() -> str:
        """A short text."""
        return "hello"

    @server.prompt()
    def summarize(text: str) -> str:
        """Ask for a summary."""
        return f"Summarize: {text}"

    return server


def main() -> None:
    parser = argparse.ArgumentParser()
    transports = parser.add_subparsers(dest="transport", required=True)
    transports.add_parser("stdio")
    for name in ("http", "sse"):
        http = transports.add_parser(name)
        http.add_argument("port", type=int)
        http.add_argument("issuer")
        http.add_argument("jwks_uri")
        http.add_argument("audience")
        http.add_argument("--no-audience", action="store_true")
    options = parser.parse_args()

    if options.transport == "stdio":
        build({}).run("stdio")
    else:
        server = build(authorization(options))
        transport = "sse" if options.transport == "sse" else "streamable-http"
        server.run(transport, host="127.0.0.1", port=options.port)


main()
