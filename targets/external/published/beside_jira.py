"""mcp-atlassian beside a Jira that has no projects: beside_jira.py TRANSPORT PORT.

The server has credentials of its own for that Jira, which is what an unauthenticated caller would act with.
"""

import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Jira(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    transport, port = sys.argv[1:]
    jira = ThreadingHTTPServer(("127.0.0.1", 0), Jira)
    threading.Thread(target=jira.serve_forever, daemon=True).start()
    os.environ["JIRA_URL"] = f"http://127.0.0.1:{jira.server_port}"
    os.environ["JIRA_PERSONAL_TOKEN"] = "of-the-server"
    # Read when it is imported.
    import mcp_atlassian

    sys.argv = ["mcp-atlassian", "--transport", transport, "--host", "127.0.0.1", "--port", port]
    mcp_atlassian.main()


main()
