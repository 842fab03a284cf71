"""Mail by SMTP, to a real server on this machine: what arrives, and what is refused."""

import smtplib
import ssl
import subprocess
from email.utils import parsedate_to_datetime

import pytest

from courseengine.integrations.mail import Letter, MailServer, Trouble, Unwritable
from tests.instants import oslo
from tests.smtp import free_port, smtp_server

AT = oslo(2026, 11, 25, 12, 0)
LETTER = Letter("kari@skolen.example", "Invitasjon til Kompetansepakken", "Hei på deg ⭐\n", "<p>Hei på deg ⭐</p>")


def server(url, sender="kurs@skogvik.example", name="Kompetansepakken"):
    return MailServer(url, sender, name)


def test_a_letter_arrives_as_text_and_html():
    port = free_port()
    with smtp_server(port) as box:
        server(f"smtp://127.0.0.1:{port}").send(LETTER, at=AT)

    ((to, message),) = box.taken
    assert to == ["kari@skolen.example"]
    assert (message["To"], message["Subject"]) == (LETTER.to, LETTER.subject)
    assert message["From"] == "Kompetansepakken <kurs@skogvik.example>"
    assert parsedate_to_datetime(message["Date"]) == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@skogvik.example>")
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert (text.get_content().strip(), html.get_content().strip()) == (LETTER.text.strip(), LETTER.html)


@pytest.mark.parametrize(
    "to",
    ["kari@skolen.example\r\nBcc: alle@skolen.example", "kari@skolen.example\nalle@skolen.example", "a..b@x.no", ""],
)
def test_what_is_no_address_is_trouble_for_that_letter_alone(to):
    port = free_port()
    with smtp_server(port) as box:
        with pytest.raises(Unwritable) as refused:
            server(f"smtp://127.0.0.1:{port}").send(Letter(to, "Hei", "Hei", "<p>Hei</p>"), at=AT)
        server(f"smtp://127.0.0.1:{port}").send(LETTER, at=AT)

    assert isinstance(refused.value, Trouble)
    assert [to for to, _ in box.taken] == [["kari@skolen.example"]]


@pytest.mark.parametrize("subject", ["Hei\r\nBcc: alle@skolen.example", "Hei\nX-Evil: 1", "Hei\r\n\r\nEn annen tekst"])
def test_a_subject_adds_no_header(subject):
    port = free_port()
    with smtp_server(port) as box, pytest.raises(Unwritable):
        server(f"smtp://127.0.0.1:{port}").send(Letter(LETTER.to, subject, "Hei", "<p>Hei</p>"), at=AT)

    assert box.taken == []


def test_a_server_elsewhere_has_to_speak_starttls():
    port = free_port()
    with smtp_server(port) as box:
        # Another way to write this machine, which the setting does not know for it.
        with pytest.raises(smtplib.SMTPNotSupportedError):
            server(f"smtp://127.1:{port}").send(LETTER, at=AT)
        server(f"smtp://localhost:{port}").send(LETTER, at=AT)

    assert len(box.taken) == 1


def test_smtps_trusts_no_certificate_that_nobody_vouches_for(tmp_path, monkeypatch):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    port = free_port()
    with smtp_server(port, ssl_context=context) as box:
        with pytest.raises(ssl.SSLCertVerificationError) as refused:
            server(f"smtps://localhost:{port}").send(LETTER, at=AT)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        server(f"smtps://localhost:{port}").send(LETTER, at=AT)

    assert isinstance(refused.value, Trouble)
    assert len(box.taken) == 1


def test_a_server_that_is_away_is_trouble():
    with pytest.raises(Trouble):
        server(f"smtp://127.0.0.1:{free_port()}").send(LETTER, at=AT)
