"""delinea-mcp out of a checkout, as its own authorization server, over HTTP+SSE.

server.py CHECKOUT PORT PIN

PIN is what its page asks of whoever approves a client. It has no vault, so its tools fail.
It binds every interface and takes no host; here it is held to 127.0.0.1.
"""

import json
import os
import sys
import tempfile

import uvicorn


def main(checkout: str, port: int, pin: str) -> None:
    config = {
        "auth_mode": "oauth",
        "transport_mode": "sse",
        "port": port,
        # The audience that it compares is made of this and the port.
        "external_hostname": "127.0.0.1",
        "registration_psk": pin,
        "oauth_db_path": ":memory:",
    }
    run = uvicorn.run
    uvicorn.run = lambda app, **options: run(app, **(options | {"host": "127.0.0.1"}))
    sys.path.insert(0, checkout)
    with tempfile.TemporaryDirectory() as folder:
        # It would read a config.json of the current folder first.
        os.chdir(folder)
        path = os.path.join(folder, "proofhouse.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(config, file)
        import server

        server.run_server(["--config", path])


if __name__ == "__main__":
    # This program has the name of the module that it imports.
    sys.path.pop(0)
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
