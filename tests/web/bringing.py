"""Bringing a file to import, as a browser sends it."""

import re
from html import unescape
from io import BytesIO

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

NEW = "navn;e-post;rolle;lag\nKari Nordmann;kari@x.no;lærer;5.–7. trinn\nAnne Å. Lie;anne@demo.example;teamleder;5.–7. trinn\n"


def bring(client: FlaskClient, path: str, text: str | bytes = NEW, name: str = "folk.csv", **more: str) -> TestResponse:
    """Send a file."""
    content = text.encode() if isinstance(text, str) else text
    return client.post(path, data={"file": (BytesIO(content), name), **more})


def brought(client: FlaskClient, path: str, text: str | bytes = NEW, **more: str) -> str:
    """The address of the preview."""
    response = bring(client, path, text, **more)
    assert response.status_code == 302, response.text
    return str(response.headers["Location"])


def words(response: TestResponse) -> str:
    """What one reads on a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())
