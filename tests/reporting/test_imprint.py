"""What an issue of a report carries beside what it says: its code, how it was made, a QR code."""

import pytest

from app.reporting.imprint import Making, making_of, qr_code, read_code, words_of

CODE = "7KQ2M4XH9D"
ADDRESS = f"https://readiness.example.org/verify/{CODE}"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7KQ2M-4XH9D", CODE),
        (" 7kq2m 4xh9d ", CODE),
        ("O0lI1-AAAAA", "00111AAAAA"),
        ("７ＫＱ２Ｍ－４ｘｈ９ｄ", CODE),
        ("７KQ２M\u3000４XH９D", CODE),
        ("7KQ2M——4XH9D", CODE),
        ("七KQ2M-4XH9D", None),
        ("7KQ2M-4XH9", None),
        ("7KQ2M-4XH9U", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed, code):
    assert read_code(typed) == code


def test_the_making_is_read_back_or_not_at_all():
    making = Making("both", "full", CODE, ADDRESS)
    assert making_of(words_of(making)) == making
    assert making_of(words_of(Making("zh", "summary"))) == Making("zh", "summary")
    for odd in ("", "a b c", words_of(Making("fr", "full")), words_of(making) + " more",
                words_of(Making("zh", "full", "short", "")),
                words_of(Making("zh", "full", CODE, "javascript:alert(1)"))):  # fmt: skip
        assert making_of(odd) is None


def test_the_qr_code_has_its_white_border():
    code = qr_code(ADDRESS)
    assert code is not None
    assert code.path.startswith("M4 4h7v1h-7z")
    assert qr_code("") is None
