"""What the scripts share: the person with a browser, and the lines that say how far a client came."""

import http.client
from urllib.parse import parse_qs, urlsplit

CALLBACK = "http://127.0.0.1:33418/callback"
SCOPE = "mcp:tools"


def step(name: str) -> None:
    print(f"{name} ok", flush=True)


def expect(condition: object, says: str) -> None:
    if not condition:
        raise SystemExit(says)


def visit(url: str) -> str:
    """Goes to the authorization endpoint as a browser does, and comes back with the URL it is sent to.

    Nothing listens at the callback: that URL is all a client needs.
    """
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.request("GET", f"{parts.path}?{parts.query}")
    response = connection.getresponse()
    location = response.getheader("location", "")
    expect(location.startswith(CALLBACK), f"{response.status} {response.read()!r} instead of a redirect")
    connection.close()
    return location


def answer(callback: str) -> dict[str, str]:
    """The parameters of the authorization response."""
    return {name: values[0] for name, values in parse_qs(urlsplit(callback).query).items()}
