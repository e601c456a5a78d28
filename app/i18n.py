"""The interface's two languages: labels, messages, dates and numbers, for every door alike.

Source strings are English and live in the code; `translations/zh` holds the Chinese. Babel reads
the catalogue at start-up, so nothing has to be compiled. The web, the command line and the PDF
share it, which is why it stands outside Flask.
"""

import gettext as _gettext
from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.core import get_global
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.domain.problems import Problem
from app.domain.text import LANGS, Lang, Text

CATALOGUES = Path(__file__).parent / "translations"
LOCALES: Mapping[Lang, str] = {"zh": "zh_Hans_CN", "en": "en_GB"}
HTML_LANGS: Mapping[Lang, str] = {"zh": "zh-CN", "en": "en"}
LANGUAGE_NAMES: Mapping[Lang, str] = {"zh": "中文", "en": "English"}


@cache
def translations(lang: Lang) -> _gettext.NullTranslations:
    """The translations of one language, in the form Jinja's i18n extension takes."""
    path = CATALOGUES / lang / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return _gettext.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=lang))
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)


def gettext(lang: Lang, message: str, **params: object) -> str:
    """`message` in `lang`, its `{placeholders}` filled from `params`."""
    translated = translations(lang).gettext(message)
    return translated.format(**params) if params else translated


def label(message: str, **params: object) -> Text:
    """`message` in both languages."""
    return Text(**{lang: gettext(lang, message, **params) for lang in LANGS})


def translate(problem: Problem, lang: Lang) -> str:
    """What is wrong, in the reader's language."""
    params = {
        key: value.either(lang) if isinstance(value, Text) else value
        for key, value in problem.params.items()
    }
    translated = translations(lang).gettext(problem.message)
    return translated.format(**params)


@cache
def currencies() -> frozenset[str]:
    """The ISO 4217 codes of every currency that is legal tender somewhere today."""
    by_territory = get_global("territory_currencies").values()
    entries = (entry for territory in by_territory for entry in territory)
    return frozenset(code for code, _, ended, tender in entries if tender and ended is None)


def shown_date(day: date, lang: Lang) -> str:
    """A date as people write it: 2026年1月2日, 2 January 2026."""
    return format_date(day, "long", locale=LOCALES[lang])
