"""The Python SDK of the first generation as an OAuth resource server, or on stdio.

server.py stdio
server.py http PORT ISSUER JWKS_URI AUDIENCE
server.py sse PORT ISSUER JWKS_URI AUDIENCE

The verifier below reports the token's audience and does not judge it, so that the SDK's own option
`validate_token_resource` decides.
"""

import argparse
import asyncio

import httpx
import jwt
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.fastmcp import FastMCP
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
            validate_token_resource=True,
        ),
    }


def build(options: dict) -> FastMCP:
    server = FastMCP("external-python-sdk-v1", log_level="WARNING", **options)

    @server.tool(annotations=ToolAnnotations(readOnlyHint=True))
    def echo(message: str) -> str:
        """Return the message."""
        return message

    @server.tool(annotations=ToolAnnotations(readOnlyHint=True))
    def add(a: int, b: int) -> int:
        """Add two numbers."""
        return a + b

    @server.tool(annotations=ToolAnnotations(readOnlyHint=True, openWorldHint=True))
    async def fetch(url: str) -> str:
        """GET a URL and return its body."""
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(url)).text

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
    options = parser.parse_args()

    if options.transport == "stdio":
        build({}).run("stdio")
    else:
        server = build({"host": "127.0.0.1", "port": options.port, **authorization(options)})
        server.run("sse" if options.transport == "sse" else "streamable-http")


main()
