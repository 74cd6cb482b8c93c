"""An MCP server of FastMCP behind access tokens: server.py PORT [ISSUER]."""

import sys

from fastmcp import FastMCP
from fastmcp.server.auth import RemoteAuthProvider
from fastmcp.server.auth.providers.jwt import JWTVerifier

port = int(sys.argv[1])
issuer = sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:9400"
origin = f"http://127.0.0.1:{port}"

verifier = JWTVerifier(
    jwks_uri=f"{issuer}/jwks.json",
    issuer=issuer,
    audience=f"{origin}/mcp",  # without it a token for any server of this issuer is good here
    algorithm="ES256",
    required_scopes=["mcp:tools"],
)
auth = RemoteAuthProvider(token_verifier=verifier, authorization_servers=[issuer], base_url=origin)
server = FastMCP("example", version="1.0.0", auth=auth)


@server.tool(annotations={"readOnlyHint": True})
def echo(message: str) -> str:
    """Return the message."""
    return message


server.run("http", show_banner=False, host="127.0.0.1", port=port)
