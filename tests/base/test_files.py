"""What kind of file somebody brings, and a picture without its traces."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from courseengine.base.errors import Invalid
from courseengine.base.files import UNKNOWN, brought
from courseengine.base.pictures import LONGEST_EDGE, without_traces

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def packed(*names, first=()):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        for name, text in first:
            folder.writestr(name, text)
        for name in names:
            folder.writestr(name, "x")
    return out.getvalue()


def drawn(kind, *, size=(30, 20), **more):
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("plan.docx", DOCX, WORD),
        ("plan.xlsx", DOCX, UNKNOWN),
        ("plan.zip", DOCX, UNKNOWN),
        ("plan.docx", b"MZ a program", UNKNOWN),
        ("plan.odt", packed("content.xml", first=[("mimetype", ODT)]), ODT),
        ("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
        ("plan.PDF", b"%PDF-1.7", "application/pdf"),
        ("plan.pdf", b"<script>", UNKNOWN),
        ("lyd.mp3", b"ID3\x04", "audio/mpeg"),
        ("lyd.wav", b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        ("film.mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
        ("side.html", b"<html>", UNKNOWN),
        ("tegning.svg", b"<svg/>", UNKNOWN),
        ("bilde.png", drawn("PNG"), "image/png"),
        ("bilde.jpg", drawn("PNG"), "image/png"),
        ("bilde.exe", drawn("PNG"), UNKNOWN),
        ("uten", b"x", UNKNOWN),
    ],
)
def test_the_kind_is_what_content_and_name_agree_on(name, content, media_type):
    assert brought(content, name, longest_name=120).media_type == media_type


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\mine\\a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ('a"b\r\nc.txt', "a_bc.txt"),
        ("\u202egnp.exe", "gnp.exe"),
        ("å" * 200 + ".docx", "å" * 115 + ".docx"),
        ("..", ""),
    ],
)
def test_a_name_is_safe_to_give_again(given, kept):
    assert brought(b"x", given, longest_name=120).name == kept


@pytest.mark.parametrize("content", [b"II*\0....", b"MM\0*....", b"\0\0\0\x18ftypheic", b"\0\0\0\x18ftypavif"])
def test_a_picture_that_cannot_be_made_silent_is_refused_by_any_name(content):
    for name in ("a.heic", "a.bin", "a.pdf"):
        with pytest.raises(Invalid):
            brought(content, name, longest_name=120)


def exif():
    said = Image.Exif()
    said[0x010F], said[0x0112] = "Secret phone", 6
    said[0x8825] = {1: "N", 2: (59.0, 54.0, 0.0)}
    return said


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_goes_along_but_what_one_sees(kind):
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Secret phone")
    more = {"pnginfo": told} if kind == "PNG" else {"comment": b"Secret phone"} if kind == "JPEG" else {}
    content = drawn(kind, exif=exif(), **more)
    assert b"Secret phone" in content

    clean = without_traces(content, f"image/{kind.lower()}")

    picture = Image.open(BytesIO(clean))
    assert b"Secret phone" not in clean
    assert dict(picture.getexif()) == {}
    assert picture.size == (20, 30), "it is turned as it was meant to be seen"


def test_what_moves_goes_on_moving():
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "green", "blue")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=200, loop=0, comment=b"Secret phone")

    clean = without_traces(out.getvalue(), "image/gif")

    picture = Image.open(BytesIO(clean))
    assert picture.n_frames == 3
    assert picture.info["duration"] == 200
    assert b"Secret phone" not in clean


def test_a_large_picture_becomes_as_large_as_a_screen():
    clean = without_traces(drawn("JPEG", size=(LONGEST_EDGE + 1000, 100)), "image/jpeg")

    assert Image.open(BytesIO(clean)).width == LONGEST_EDGE


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", drawn("PNG")[:60], drawn("JPEG")[:200]])
def test_half_a_picture_is_refused(content):
    kind = "image/png" if content.startswith(b"\x89") or not content else "image/jpeg"
    with pytest.raises(Invalid):
        without_traces(content, kind)


def test_a_picture_that_would_fill_the_memory_is_refused():
    header = drawn("PNG", size=(8, 8))
    huge = header[:16] + (60_000).to_bytes(4) + (60_000).to_bytes(4) + header[24:]

    with pytest.raises(Invalid):
        without_traces(huge, "image/png")
