"""Figures and labels as people read them, in both languages."""

import re
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup, escape

from app.domain.reading import shown
from app.domain.scoring import displayed
from app.domain.text import LANGS, Lang, Text
from app.i18n import HTML_LANGS, gettext, shown_date

NONE = "–"
NBSP = "\u00a0"
_UNITS_ZH = "天周月年日个份项题分级期条吨元万亿公里小时%％欧美"
_RUN = re.compile(
    rf"\d[\d.,:/×–-]*[{_UNITS_ZH}]*(?:–\d[\d.,]*[{_UNITS_ZH}]*)?"
    r"|[A-Za-z][A-Za-z0-9.&/+-]*(?: [A-Za-z0-9.&/+-]+)*"
)
_LONG = 24
# The longest field takes 500 characters; more comes only by way of a file made elsewhere.
MOST_TYPED = 600
_EN_UNIT = re.compile(
    r"(?<=\d) (?=(?:%|km|t|kg|days?|weeks?|months?|years?|million)\b)"
    r"|(?<=CNY) (?=\d)|(?<=EUR) (?=\d)|(?<=USD) (?=\d)"
)
# A range stays on one line by a word joiner, which costs no element.
_EN_RANGE = re.compile(r"(?<=\d)–(?=\d)")
# The report's face has quotation marks as wide as Han characters: set closer in English.
_EN_QUOTE = re.compile("[“”]")


def say(message: str, **params: object) -> Text:
    """`message` in both languages; a `Text` among `params` is taken in the same language."""
    return Text(**{lang: gettext(lang, message, **_in(lang, params)) for lang in LANGS})


def number_of(n: float, one: str, many: str) -> Text:
    """`n` things: the message `one` for exactly one, else `many`; both hold `{n}`."""
    return say(one if n == 1 else many, n=shown(n))


def _in(lang: Lang, params: dict[str, object]) -> dict[str, object]:
    return {k: v.either(lang) if isinstance(v, Text) else v for k, v in params.items()}


def joined(texts: Sequence[Text], zh: str = "、", en: str = ", ") -> Text:
    """The texts in a row."""
    return Text(zh.join(t.zh for t in texts), en.join(t.en for t in texts))


def signed_tenths(tenths: int) -> str:
    """Tenths of points as a change: +1.5, −0.3, 0.0."""
    sign = "+" if tenths > 0 else "−" if tenths < 0 else ""
    return f"{sign}{abs(tenths) / 10:.1f}"


def cut(text: Text, zh: int, en: int) -> Text:
    """The text cut to so many characters in each language, for where there is no room to wrap."""
    return Text(_short(text.zh, zh), _short(text.en, en))


def as_typed(text: str) -> str:
    """What somebody typed; cut far beyond what a field takes, with a hint at where the rest is."""
    return text if len(text) <= MOST_TYPED else f"{text[:MOST_TYPED].rstrip()}… (→ JSON)"


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def long_date(day: date) -> Text:
    """A date in words."""
    return Text(**{lang: shown_date(day, lang) for lang in LANGS})


def score_shown(points: float | None) -> str:
    """A score, cut to one decimal."""
    return NONE if points is None else displayed(points)


def points_shown(points: float | None) -> str:
    """Points lost or gained, rounded to one decimal; a trace never reads as nothing."""
    if points is None:
        return NONE
    return "<0.1" if 0 < points < 0.05 else f"{points:.1f}"


def percent_shown(share: float | None) -> str:
    """A share as a whole percentage, cut so that 79.6 % never reads as the 80 % it misses."""
    return NONE if share is None else f"{int(round(share * 100, 9))}%"


def apportioned(parts: list[float], total: float) -> list[float]:
    """The parts at one decimal so that they sum to `total`; the largest remainders round up."""
    tenths = [int(part * 10) for part in parts]
    missing = round(total * 10) - sum(tenths)
    order = sorted(range(len(parts)), key=lambda i: -(parts[i] * 10 - tenths[i]))
    for i in order[: max(missing, 0)]:
        tenths[i] += 1
    return [tenth / 10 for tenth in tenths]


def typeset(text: str, lang: Lang) -> Markup:
    """Escaped text whose numbers stay with their units.

    In Chinese a run of Latin letters or digits is set off a little from the characters around it,
    by style rather than by a space, so that copied text stays as written.
    """
    if lang == "en":
        written = str(escape(_EN_UNIT.sub(NBSP, text)))
        return Markup(_EN_QUOTE.sub(_quote, _EN_RANGE.sub("–&#8288;", written)))  # noqa: S704 (escaped)
    pieces: list[Markup] = []
    end = 0
    for match in _RUN.finditer(text):
        pieces.append(escape(text[end : match.start()]))
        pieces.append(_run(match[0], text, match.start(), match.end()))
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _quote(match: re.Match[str]) -> str:
    return f'<span class="{"rp-oq" if match[0] == "“" else "rp-cq"}">{match[0]}</span>'


def _run(run: str, text: str, start: int, end: int) -> Markup:
    sides = ("a" if start and _is_han(text[start - 1]) else "") + (
        "b" if end < len(text) and _is_han(text[end]) and not _is_han(run[-1]) else ""
    )
    mixed = _is_han(run[-1])
    if not sides and not mixed:
        return escape(run)
    names = [f"rp-{sides}"] if sides else []
    if mixed or (run[0].isdigit() and len(run) < _LONG):
        names.append("rp-nb")
    return Markup('<span class="{}">{}</span>').format(" ".join(names), run)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


def paired(langs: tuple[Lang, ...], text: Text) -> Markup:
    """The text in the document's language, or in both with the second one set smaller."""
    first = typeset(text.either(langs[0]), langs[0])
    if len(langs) == 1 or not text[langs[1]] or text[langs[0]] in ("", text[langs[1]]):
        return first
    second = Markup('<span class="rp-en" lang="{}">{}</span>').format(
        HTML_LANGS[langs[1]], typeset(text[langs[1]], langs[1])
    )
    return first + " " + second
