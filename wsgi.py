"""What a web server serves: ``wsgi:app``."""

from courseengine.app import create_app

app = create_app()
