"""FastMCP as an OAuth proxy: clients register here, people sign in upstream.

oauth_proxy.py PORT ISSUER JWKS_URI AUTHORIZATION_ENDPOINT TOKEN_ENDPOINT CLIENT_ID CLIENT_SECRET
"""

import sys

from fastmcp import FastMCP
from fastmcp.server.auth import OAuthProxy
from fastmcp.server.auth.providers.jwt import JWTVerifier
from key_value.aio.stores.memory import MemoryStore

port, issuer, jwks_uri, authorization_endpoint, token_endpoint, client_id, client_secret = sys.argv[1:]

proxy = OAuthProxy(
    upstream_authorization_endpoint=authorization_endpoint,
    upstream_token_endpoint=token_endpoint,
    upstream_client_id=client_id,
    upstream_client_secret=client_secret,
    token_verifier=JWTVerifier(
        jwks_uri=jwks_uri,
        issuer=issuer,
        algorithm="ES256",
        required_scopes=["mcp:tools"],
    ),
    base_url=f"http://127.0.0.1:{port}",
    client_storage=MemoryStore(),  # what one run registered is nothing to the next
)
server = FastMCP("external-fastmcp-oauth-proxy", version="1.0.0", auth=proxy)


@server.tool(annotations={"readOnlyHint": True})
def echo(message: str) -> str:
    """Return the message."""
    return message


server.run("http", show_banner=False, host="127.0.0.1", port=int(port))
