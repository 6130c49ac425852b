"""What is taken of the files that people hand in, and what is not."""

import socket
import stat
import struct
import sys
import threading
from io import BytesIO

import pytest
from PIL import Image

from accounts.services import files
from accounts.services.errors import Refused
from accounts.services.files import pictures
from tests.accounts.files import pdf, picture, with_file, with_launch, with_script

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.jpg", "JPEG"), ("a.JPEG", "JPEG"), ("a.png", "PNG"), ("a.gif", "GIF"), ("a.bmp", "BMP")],
)
def test_sec_40_pictures_are_taken_and_drawn_anew(name, form):
    clean = files.cleaned(name, picture(form))

    with Image.open(BytesIO(clean.content)) as drawn:
        assert (drawn.format, drawn.size) == (form, (8, 6))


def test_sec_40_a_still_document_is_taken_as_it_is():
    given = pdf()

    assert files.cleaned("slip.pdf", given).content == given


def test_sec_40_metadata_goes():
    exif = Image.Exif()
    exif[0x010E] = "taken at 22.3193, 114.1694"
    given = picture("JPEG", exif=exif, comment=b"from my phone")
    clean = files.cleaned("a.jpg", given).content

    assert b"114.1694" in given and b"from my phone" in given
    assert b"114.1694" not in clean and b"from my phone" not in clean and b"Exif" not in clean


def test_sec_40_what_hangs_behind_a_picture_goes():
    clean = files.cleaned("a.png", picture() + b"<script>alert(1)</script>").content

    assert b"script" not in clean


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.svg", SVG, "file-type"),
        ("a.html", HTML, "file-type"),
        ("log", b"text", "file-type"),
        ("a.png", SVG, "file-disguised"),
        ("a.jpg", HTML, "file-disguised"),
        ("a.pdf", HTML, "file-disguised"),
        ("a.png", picture("JPEG"), "file-disguised"),
        ("a.pdf", picture(), "file-disguised"),
        ("a.png", picture(size=(200, 200))[:80], "file-unreadable"),
        ("a.gif", b"GIF89a" + HTML, "file-unreadable"),
        ("a.pdf", b"%PDF-1.7\n" + HTML, "file-unreadable"),
        ("a.pdf", pdf()[:300], "file-unreadable"),
        ("a.pdf", pdf() + b"PK\x03\x04 and an archive", "file-unreadable"),
        ("a.png", b"", "file-empty"),
        ("a.png", picture() + b"x" * files.MOST_BYTES, "file-too-large"),
    ],
)
def test_sec_40_what_is_not_what_it_says_is_refused(name, content, code):
    with pytest.raises(Refused) as refusal:
        files.cleaned(name, content)

    assert refusal.value.code == code
    assert refusal.value.fields["file"]


@pytest.mark.parametrize("change", [with_script, with_launch, with_file])
def test_sec_40_a_document_that_acts_is_refused(change):
    with pytest.raises(Refused) as refusal:
        files.cleaned("a.pdf", pdf(change))

    assert refusal.value.code == "file-active"


def test_sec_40_an_action_written_in_disguise_is_found():
    hidden = pdf(with_script).replace(b"/JavaScript", b"/Java#53cript")

    with pytest.raises(Refused) as refusal:
        files.cleaned("a.pdf", hidden)

    assert refusal.value.code == "file-active"


def test_sec_40_a_locked_document_is_refused():
    with pytest.raises(Refused) as refusal:
        files.cleaned("a.pdf", pdf(lambda writer: writer.encrypt("secret", algorithm="RC4-128")))

    assert refusal.value.code == "file-unreadable"


def test_sec_40_a_flood_of_points_is_refused_before_it_is_drawn(monkeypatch):
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    flood = picture().replace(picture()[16:29], header)
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("it was drawn"))

    with pytest.raises((pictures.TooManyPixels, pictures.Unreadable)):
        pictures.redrawn("PNG", flood, files.MOST_BYTES)


def test_sec_41_names_are_random_and_paths_are_no_names(tmp_path, settings):
    settings.STATE_DIR = tmp_path
    kept = files.keep(b"one")

    assert files.read(kept) == b"one"
    assert files.keep(b"one") != kept
    assert stat.S_IMODE((tmp_path / "files" / kept).stat().st_mode) == 0o600
    for name in ("../db.sqlite3", "/etc/passwd", "", kept.upper(), kept + "/.."):
        with pytest.raises(FileNotFoundError):
            files.read(name)
    files.drop(kept)
    files.drop(kept)
    with pytest.raises(FileNotFoundError):
        files.read(kept)


def test_sec_41_a_name_of_a_path_becomes_a_name():
    assert files.cleaned("../../etc/pass\x00wd<b>.png", picture()).name == "pass_wd_b_.png"
    assert files.cleaned("C:\\slips\\Überweisung 1.png", picture()).name == "Überweisung 1.png"


# --- the scanner ------------------------------------------------------------------------------------------

SCANNER = "import sys; data = sys.stdin.buffer.read(); sys.exit({})"


def command(code: str) -> str:
    return f'{sys.executable} -c "{SCANNER.format(code)}"'


def test_sec_42_without_a_scanner_nothing_is_scanned(settings):
    settings.VIRUS_SCANNER = ""
    files.must_be_clean(EICAR)


def test_sec_42_a_command_decides(settings):
    settings.VIRUS_SCANNER = command("b'EICAR' in data")
    files.must_be_clean(b"harmless")

    with pytest.raises(Refused) as refusal:
        files.must_be_clean(EICAR)

    assert refusal.value.code == "file-infected"


@pytest.mark.parametrize(
    "scanner", [command("2"), "/nowhere/at/all", "clamd:/nowhere/clamd.sock", "clamd://127.0.0.1:1"]
)
def test_sec_42_a_scanner_that_is_down_closes_the_door(settings, scanner):
    settings.VIRUS_SCANNER = scanner

    with pytest.raises(Refused) as refusal:
        files.must_be_clean(b"harmless")

    assert (refusal.value.code, refusal.value.status) == ("scanner-down", 503)


@pytest.fixture
def clamd():
    """A daemon that speaks INSTREAM on a loopback port and knows one virus."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!L", said.read(4))[0]:
                    content += said.read(size)
                line.sendall(b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"clamd://127.0.0.1:{door.getsockname()[1]}"
    door.close()


def test_sec_42_a_daemon_decides(settings, clamd):
    settings.VIRUS_SCANNER = clamd
    files.must_be_clean(b"harmless" * 20_000)

    with pytest.raises(Refused) as refusal:
        files.must_be_clean(EICAR)

    assert refusal.value.code == "file-infected"
