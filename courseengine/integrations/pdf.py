"""PDF, set by Typst: a template of ours, and what it says as data.

What people wrote is handed over as JSON and never becomes a part of the template's source, so no name
can be a command. The fonts are those that come with the library, and the clock is the caller's, so
the same data gives the same file on every machine. The file is tagged for readers of the screen
(PDF/UA-1, ISO 14289).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

MEDIA_TYPE = "application/pdf"
TEMPLATES = Path(__file__).parent / "typst"


def pdf_of(template: str, content: Mapping[str, Any], *, at: datetime) -> bytes:
    """The template with that content, as a file."""
    # Imported late: it loads a typesetter of 40 MB, and few processes ever set a page.
    import typst

    return bytes(
        typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
    )
