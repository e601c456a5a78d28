"""The command that checks a report's PDF."""

import json
import sys
from pathlib import Path
from typing import Any, cast

import click

from app.catalogue import Catalogue
from app.cli.output import LANGS_OF, lang_option
from app.domain.problems import N_, Problem
from app.domain.text import LANGS, Lang, one_line
from app.i18n import gettext, translate
from app.reporting.imprint import Imprint, Making, grouped
from app.reporting.opening import MAX_FILE
from app.reporting.report import Report
from app.reporting.signatures import read_roots, system_roots
from app.services.verifying import Verification
from app.services.verifying import verify as verified
from app.settings import Settings

SYSTEM = "system"
MAX_LINES = 40
EXIT = {"agrees": 0, "differs": 1, "undecided": 2}
MAX_LINE = 400
SIGNATURES = {
    "valid": N_("Valid signature by “{signer}”, trusted here; it covers the whole file."),
    "untrusted": N_("Signed by “{signer}” over the whole file, but not trusted here:"),
    "changed": N_("CHANGED AFTER SIGNING: the signature of “{signer}” does not fit the file."),
    "broken": N_("The file has a signature that cannot be read."),
}
DOUBTS = {
    "unknown": N_("  nobody trusted vouches for that signer; name the certificate with --trust."),
    "expired": N_("  the certificate has expired, and no trusted service stamped the time."),
    "not_yet": N_("  the certificate does not hold yet."),
    "purpose": N_("  the certificate is not for signing documents."),
}
FIGURES = {
    "agree": N_("The figures agree with the embedded answers."),
    "differ": N_("THE FIGURES DO NOT FOLLOW FROM THE EMBEDDED ANSWERS:"),
    "not_checked": N_("The figures could not be checked."),
}
PAGES = {
    "same": N_("The pages show exactly what the data say: printed anew, the file is the same."),
    "extended": N_(
        "The file is what the data print, with something added to it, such as a signature; read "
        "by this program, the pages show what the data say."
    ),
    "alike": N_(
        "Read by this program, the pages show what the data say; but the file is not as this app "
        "writes it here, and other programs may show it otherwise."
    ),
    "framed_otherwise": N_(
        "Read by this program, the pages show what the data say, but something beside them was "
        "edited: title, bookmarks, what is read aloud, attached files or actions."
    ),
    "drawn_otherwise": N_(
        "The pages have the same words as the data, but are drawn otherwise: with other fonts, or "
        "edited by hand. Look at pages {pages}."
    ),
    "differ": N_("THE PAGES SHOW SOMETHING ELSE THAN THE DATA: pages {pages}."),
    "not_compared": N_("The pages could not be compared with the data."),
}
ORIGIN = {
    True: N_("Not altered since it was signed."),
    False: N_("Origin not proved: whoever knows the method can make such a file."),
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option(
    "--trust",
    multiple=True,
    metavar="PEM|system",
    help="Certificates whose signatures count: a PEM file, or the system's. By default none.",
)
@lang_option("zh", "en")
def verify(file: Path, as_json: bool, trust: tuple[str, ...], lang: str) -> None:
    """Check the report FILE.pdf: recompute its figures, compare its pages, check its signature.

    Exit code 0 when figures and pages agree and no signature is broken; 1 where the file
    contradicts itself or was changed after signing; 2 where that cannot be decided, such as for
    a file that is no report or was made by another version.
    """
    shown = LANGS_OF[lang][0]
    roots: list[bytes] = []
    for named in trust:
        try:
            roots += system_roots() if named == SYSTEM else read_roots(Path(named))
        except (OSError, ValueError) as error:
            raise click.UsageError(f"--trust {named}: {error}") from None
    try:
        with file.open("rb") as source:
            pdf = source.read(MAX_FILE + 1)
    except OSError as error:
        click.echo(f"{error.strerror}: {error.filename}", err=True)
        sys.exit(2)
    if sys.stderr.isatty():  # whoever waits for some seconds may know for what
        click.echo(gettext(shown, N_("Computing and printing the report anew …")), err=True)
    found = verified(pdf, Catalogue(Settings().questionnaires), roots, _printed)
    click.echo(_as_json(found) if as_json else "\n".join(_lines(found, shown)))
    sys.exit(EXIT[found.outcome])


def _printed(report: Report, making: Making, imprint: Imprint) -> bytes:
    # WeasyPrint and its libraries are loaded only for a file whose data can be printed.
    from app.reporting.pdf import PdfLang, render_pdf  # noqa: PLC0415

    lang, cache = cast(PdfLang, making.lang), Settings().font_cache
    return render_pdf(report, lang, making.length, cache, imprint)


def _lines(found: Verification, lang: Lang) -> list[str]:
    def say(message: str, **params: object) -> str:
        return gettext(lang, message, **params)

    lines: list[str] = []
    if found.document is not None:
        document = found.document
        lines.append(f"{document.enterprise.name.either(lang)} · {document.assessed_on}")
        named = f"{document.questionnaire.id}/{document.questionnaire.version}"
        lines.append(say(N_("Questionnaire {name}, rules of {day}"), name=named,
                         day=document.rules_version))  # fmt: skip
    if found.making is not None and found.making.code:
        lines.append(say(N_("Report code {code}"), code=grouped(found.making.code)))
        if found.making.address:
            lines.append(say(N_("Its QR code leads to {address}"), address=found.making.address))
    lines.append(f"SHA-256 {found.sha256}")
    lines += [translate(reason, lang) for reason in found.reasons]
    lines.append(say(FIGURES[found.figures]))
    lines += [
        say(N_("  {path}: {written}, but computed {computed}"), path=one.path,
            written=one.written, computed=one.computed)
        for one in found.differences[:MAX_LINES]
    ]  # fmt: skip
    if len(found.differences) > MAX_LINES:
        lines.append(say(N_("  … and {n} more"), n=len(found.differences) - MAX_LINES))
    lines.append(say(PAGES[found.pages], pages=", ".join(map(str, found.pages_that_differ))))
    for one in found.signatures:
        lines.append(say(SIGNATURES[one.state], signer=one.signer))
        if one.doubt:
            lines.append(say(DOUBTS[one.doubt]))
        if one.issuer:
            lines.append(say(N_("  Certificate issued by “{issuer}”"), issuer=one.issuer))
    if not found.signatures:
        lines.append(say(N_("The file is not signed.")))
    lines.append(say(ORIGIN[found.is_signed_whole]))
    # What a file says of itself may not pass for what is said of it.
    return [" " * (len(line) - len(line.lstrip())) + one_line(line, MAX_LINE) for line in lines]


def _as_json(found: Verification) -> str:
    document = found.document
    plain: dict[str, Any] = {
        "outcome": found.outcome,
        "sha256": found.sha256,
        "size": found.size,
        "code": found.making.code if found.making else "",
        "app_version": found.making.app_version if found.making else "",
        "enterprise": document.enterprise.name.either("zh") if document else "",
        "assessed_on": document.assessed_on.isoformat() if document else "",
        "figures": found.figures,
        "differences": [
            {"path": one.path, "written": one.written, "computed": one.computed}
            for one in found.differences
        ],
        "pages": found.pages,
        "pages_that_differ": list(found.pages_that_differ),
        "signatures": [
            {
                "state": one.state,
                "signer": one.signer,
                "issuer": one.issuer,
                "doubt": one.doubt,
                "signed_at": one.signed_at.isoformat() if one.signed_at else None,
            }
            for one in found.signatures
        ],
        "not_altered_since_signed": found.is_signed_whole,
        "reasons": [_in_both(reason) for reason in found.reasons],
    }
    return json.dumps(plain, ensure_ascii=False, indent=2)


def _in_both(problem: Problem) -> dict[str, str]:
    return {lang: translate(problem, lang) for lang in LANGS}
