"""A FastAPI application whose operations fastapi-mcp serves as tools.

server.py PORT
"""

import sys

import uvicorn
from fastapi import FastAPI
from fastapi_mcp import FastApiMCP

app = FastAPI()


@app.get("/echo", operation_id="echo")
def echo(message: str) -> str:
    """Return the message."""
    return message


@app.get("/add", operation_id="add")
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


FastApiMCP(app).mount_http()
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
