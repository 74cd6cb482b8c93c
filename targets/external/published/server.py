"""The Python SDK of the first generation in an old release: open, or behind the authorization server.

server.py stdio
server.py http|sse PORT
server.py http|sse PORT ISSUER JWKS_URI AUDIENCE
"""

import argparse
import asyncio

from mcp.server.fastmcp import FastMCP


def authorization(options: argparse.Namespace) -> dict:
    import jwt
    from mcp.server.auth.provider import AccessToken
    from mcp.server.auth.settings import AuthSettings

    keys = jwt.PyJWKClient(options.jwks_uri)

    def decode(token: str) -> AccessToken:
        claims = jwt.decode(
            token,
            keys.get_signing_key_from_jwt(token),
            algorithms=["ES256", "RS256"],
            issuer=options.issuer,
            audience=options.audience,
            options={"require": ["exp", "iss", "aud"]},
        )
        # An older AccessToken knows neither subject nor claims, and ignores them.
        return AccessToken(
            token=token,
            client_id=str(claims.get("client_id", claims.get("sub"))),
            scopes=str(claims.get("scope", "")).split(),
            expires_at=int(claims["exp"]),
            resource=options.audience,
            subject=claims.get("sub"),
            claims=claims,
        )

    class JwtVerifier:
        async def verify_token(self, token: str) -> AccessToken | None:
            try:
                return await asyncio.to_thread(decode, token)
            except jwt.PyJWTError:
                return None

    return {
        "token_verifier": JwtVerifier(),
        "auth": AuthSettings(
            issuer_url=options.issuer,
            resource_server_url=options.audience,
            required_scopes=["mcp:tools"],
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("transport", choices=["stdio", "http", "sse"])
    parser.add_argument("port", type=int, nargs="?", default=0)
    for name in ("issuer", "jwks_uri", "audience"):
        parser.add_argument(name, nargs="?")
    options = parser.parse_args()
    server = FastMCP(
        "published-flaws",
        log_level="WARNING",
        host="127.0.0.1",
        port=options.port,
        **(authorization(options) if options.issuer else {}),
    )

    @server.tool()
    def echo(message: str) -> str:
        """Return the message."""
        return message

    names = {"stdio": "stdio", "http": "streamable-http", "sse": "sse"}
    server.run(names[options.transport])


main()
