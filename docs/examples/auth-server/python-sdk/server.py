"""An MCP server of the Python SDK behind access tokens: server.py PORT [ISSUER]."""

import asyncio
import sys

import jwt
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import MCPServer
from mcp.types import ToolAnnotations

port = int(sys.argv[1])
issuer = sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:9400"
resource = f"http://127.0.0.1:{port}/mcp"
keys = jwt.PyJWKClient(f"{issuer}/jwks.json")


class Verifier:
    """The SDK asks it about every token; what it does not check, nobody does."""

    async def verify_token(self, token: str) -> AccessToken | None:
        try:
            claims = await asyncio.to_thread(self.decode, token)
        except jwt.PyJWTError:
            return None
        return AccessToken(
            token=token,
            client_id=claims["client_id"],
            # By it the SDK keeps a session to the user who opened it.
            subject=claims.get("sub"),
            scopes=claims.get("scope", "").split(),
            expires_at=int(claims["exp"]),
            resource=resource,
        )

    def decode(self, token: str) -> dict:
        return jwt.decode(
            token,
            keys.get_signing_key_from_jwt(token),
            algorithms=["ES256"],
            issuer=issuer,
            audience=resource,
            options={"require": ["exp", "iss", "aud", "client_id"]},
        )


auth = AuthSettings(issuer_url=issuer, resource_server_url=resource, required_scopes=["mcp:tools"])
server = MCPServer("example", version="1.0.0", auth=auth, token_verifier=Verifier())


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def echo(message: str) -> str:
    """Return the message."""
    return message


server.run("streamable-http", host="127.0.0.1", port=port)
