"""FastMCP as an OAuth resource server, or on stdio.

server.py stdio
server.py http PORT ISSUER JWKS_URI AUDIENCE [--no-audience]
server.py sse PORT ISSUER JWKS_URI AUDIENCE [--no-audience]

With --no-audience the verifier is given no audience: FastMCP then accepts a token minted for any server.
"""

import argparse
from urllib.parse import urlsplit

import httpx2
from fastmcp import FastMCP
from fastmcp.server.auth import RemoteAuthProvider
from fastmcp.server.auth.providers.jwt import JWTVerifier


def authorization(options: argparse.Namespace) -> RemoteAuthProvider:
    resource = urlsplit(options.audience)
    verifier = JWTVerifier(
        jwks_uri=options.jwks_uri,
        issuer=options.issuer,
        audience=None if options.no_audience else options.audience,
        algorithm="ES256",  # the verifier takes one algorithm, not a list
        required_scopes=["mcp:tools"],
    )
    return RemoteAuthProvider(
        token_verifier=verifier,
        authorization_servers=[options.issuer],
        base_url=f"{resource.scheme}://{resource.netloc}",
    )


def build(auth: RemoteAuthProvider | None) -> FastMCP:
    server = FastMCP("external-fastmcp", version="1.0.0", auth=auth)

    @server.tool(annotations={"readOnlyHint": True})
    def echo(message: str) -> str:
        """Return the message."""
        return message

    @server.tool(annotations={"readOnlyHint": True})
    def add(a: int, b: int) -> int:
        """Add two numbers."""
        return a + b

    @server.tool(annotations={"readOnlyHint": True, "openWorldHint": True})
    async def fetch(url: str) -> str:
        """GET a URL and return its body."""
        async with httpx2.AsyncClient(trust_env=False) as client:
            return (await client.get(url)).text

    @server.resource("text://greeting")
    def greeting() -> str:
        """A short text."""
        return "hello"

    @server.prompt
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
        build(None).run("stdio", show_banner=False)
    else:
        server = build(authorization(options))
        transport = "sse" if options.transport == "sse" else "http"
        server.run(transport, show_banner=False, host="127.0.0.1", port=options.port)


main()
