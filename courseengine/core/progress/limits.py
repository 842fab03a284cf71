"""How much there may be around an answer. One more is refused with a sentence."""

FILE_BYTES = 10 * 1024 * 1024
FILES = 20
"""to one answer"""
FILE_NAME = 120
"""characters"""
COMMENTS = 500
"""to one answer, or to one thing that is shown to a network"""
TITLE = 200
"""characters; what is longer is cut"""
