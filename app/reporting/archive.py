"""What makes a report a file to keep: PDF/UA-1 and PDF/A-3 at once, its data embedded.

WeasyPrint can declare one of the two standards. It writes PDF/A-3a, and `finish` adds to its
metadata what PDF/UA-1 asks for and PDF/A-3a wants explained about it.
"""

import re
from datetime import UTC, date, datetime, time
from typing import Any

from weasyprint import Attachment

from app.reporting.imprint import DATA_NAME, Imprint
from app.reporting.own_files import OwnFilesOnly
from app.reporting.tagging import order_tags
from app.reporting.tidying import referred, tidy
from app.reporting.writing import settle

VARIANT = "pdf/a-3a"
_END = b"</rdf:RDF>"
# PDF/A-3 knows no property of PDF/UA: a file that has one says in its metadata what it means.
_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def attachments(imprint: Imprint, day: date, fetcher: OwnFilesOnly) -> list[Attachment]:
    """The data as an associated file, dated like the report, so that its bytes stay the same."""
    if not imprint.data:
        return []
    moment = datetime.combine(day, time(), UTC)
    return [
        Attachment(
            string=imprint.data,
            name=DATA_NAME,
            description="The figures of this report as data",
            created=moment,
            modified=moment,
            relationship="Data",
            url_fetcher=fetcher,
        )
    ]


def finish(_: Any, pdf: Any) -> None:
    """What WeasyPrint does last: a smaller file that also follows and declares PDF/UA-1."""
    tidy(pdf)
    order_tags(pdf)
    _say_scopes(pdf)
    if "AF" in pdf.catalog:  # WeasyPrint names each file twice
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    metadata = referred(pdf, pdf.catalog["Metadata"])
    # Read by programs that look for the declaration before they unpack anything.
    metadata.compress = False
    (packet,) = metadata.stream
    metadata.stream[0] = re.sub(_END, lambda _: _UA + _END, packet, count=1)
    settle(pdf)


def _say_scopes(pdf: Any) -> None:
    """Say of each heading cell whether it heads a column or a row."""
    for found in pdf.objects:
        if not isinstance(found, dict) or found.get("S") != "/TH":
            continue
        row = _owner(pdf, found)
        in_head = row is not None and (_owner(pdf, row) or {}).get("S") == "/THead"
        found["A"]["Scope"] = "/Column" if in_head else "/Row"


def _owner(pdf: Any, found: Any) -> Any:
    """The element of the structure in which this one stands."""
    owner = found.get("P")
    return referred(pdf, owner) if owner else None
