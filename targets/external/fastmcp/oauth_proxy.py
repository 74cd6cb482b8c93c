"""FastMCP as an OAuth proxy: clients register here, people sign in upstream.

oauth_proxy.py PORT ISSUER JWKS_URI AUTHORIZATION_ENDPOINT TOKEN_ENDPOINT CLIENT_ID CLIENT_SECRET [--consent WHEN]

WHEN is always, remember (a browser is asked once for each client) or never (its documentation warns of that).
"""

import argparse

from fastmcp import FastMCP
from fastmcp.server.auth import OAuthProxy
from fastmcp.server.auth.providers.jwt import JWTVerifier
from key_value.aio.stores.memory import MemoryStore

parser = argparse.ArgumentParser()
for name in ("port", "issuer", "jwks_uri", "authorization_endpoint", "token_endpoint", "client_id", "client_secret"):
    parser.add_argument(name)
parser.add_argument("--consent", choices=["always", "remember", "never"], default="always")
options = parser.parse_args()

proxy = OAuthProxy(
    upstream_authorization_endpoint=options.authorization_endpoint,
    upstream_token_endpoint=options.token_endpoint,
    upstream_client_id=options.client_id,
    upstream_client_secret=options.client_secret,
    token_verifier=JWTVerifier(
        jwks_uri=options.jwks_uri,
        issuer=options.issuer,
        algorithm="ES256",
        required_scopes=["mcp:tools"],
    ),
    base_url=f"http://127.0.0.1:{options.port}",
    require_authorization_consent={"always": True, "remember": "remember", "never": False}[options.consent],
    client_storage=MemoryStore(),  # what one run registered is nothing to the next
)
server = FastMCP("external-fastmcp-oauth-proxy", version="1.0.0", auth=proxy)


@server.tool(annotations={"readOnlyHint": True})
def echo(message: str) -> str:
    """Return the message."""
    return message


server.run("http", show_banner=False, host="127.0.0.1", port=int(options.port))
