"""What PDF/A asks of the file itself: metadata, a colour profile, clean streams, and small objects packed together.

reportlab knows none of it; each piece here replaces one of its own while the file is written."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import escape

from PIL import ImageCms
from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFObject, PDFStream

_TOGETHER = 200  # objects in one object stream


def reference_of(reference: Any, document: Any) -> str:
    """A reference as PDF source: '12 0 R'. (Its own `format` goes through a codec of reportlab's, and there are tens of
    thousands.) KeyError for an object that the file does not hold."""
    number, version = document.idToObjectNumberAndVersion[reference.name]
    return f"{number} {version} R"


class Raw(PDFObject):  # type: ignore[misc]
    """An object given as PDF source."""

    __RefOnly__ = 1

    def __init__(self, source: str) -> None:
        self.source = source

    def format(self, document: Any) -> bytes:
        return self.source.encode("latin-1")


@contextmanager
def streams_as_pdfa_wants() -> Iterator[None]:
    """An end of line before `endstream`, which reportlab omits and PDF/A demands; and no ASCII85, which only costs time
    and a quarter of the size. Pages and fonts become streams deep inside reportlab, hence a switch of the whole process
    for a moment: whoever saves holds `pdf.ONE_AT_A_TIME`."""
    original, ascii85 = pdfdoc.PDFStream.format, rl_config.useA85

    def format(self: Any, document: Any) -> bytes:
        return bytes(original(self, document)[: -len(b"endstream\n")]) + b"\nendstream\n"

    pdfdoc.PDFStream.format, rl_config.useA85 = format, 0
    try:
        yield
    finally:
        pdfdoc.PDFStream.format, rl_config.useA85 = original, ascii85


class PackedDocument(pdfdoc.PDFDocument):  # type: ignore[misc]
    """reportlab's document with its small objects compressed together (object streams): a tagged table has tens of
    thousands of them, and the file is several times smaller so."""

    def format(self) -> Any:
        self.encrypt.prepare(self)
        root, info = (reference_of(self.Reference(part), self) for part in (self.Catalog, self.info))
        file, number = pdfdoc.PDFFile(self._pdfVersion), 0
        places = {0: (0, 0, 65535)}  # object number -> its entry in the cross-reference stream
        small: list[tuple[int, bytes]] = []
        while (number := number + 1) in self.numberToId:  # formatting may register more objects
            body = pdfdoc.format(self.idToObject[self.numberToId[number]], self, toplevel=1)
            if body.endswith(b"endstream\n"):
                places[number] = (1, file.add(b"%d 0 obj\n%sendobj\n" % (number, body)), 0)
            else:
                small.append((number, body.strip() + b" "))
        for start in range(0, len(small), _TOGETHER):
            chunk = small[start : start + _TOGETHER]
            places |= {one: (2, number, index) for index, (one, _) in enumerate(chunk)}
            places[number] = (1, file.add(_together(number, chunk)), 0)
            number += 1
        places[number] = (1, file.offset, 0)
        rows = (places[n] for n in range(number + 1))
        table = b"".join(b"%c%s%s" % (kind, at.to_bytes(4, "big"), more.to_bytes(2, "big")) for kind, at, more in rows)
        keys = f"/Type/XRef/W[1 4 2]/Size {number + 1}/Root {root}/Info {info}/ID".encode() + self.ID()
        start = file.add(_stream(number, keys, table))
        file.add(b"startxref\n%d\n%%%%EOF\n" % start)
        return file.format(self)


def _together(number: int, chunk: list[tuple[int, bytes]]) -> bytes:
    at, heads = 0, []
    for one, body in chunk:
        heads.append(b"%d %d " % (one, at))
        at += len(body)
    head = b"".join(heads)
    keys = b"/Type/ObjStm/N %d/First %d" % (len(chunk), len(head))
    return _stream(number, keys, head + b"".join(body for _, body in chunk))


def _stream(number: int, keys: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data)
    head = b"%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>\n" % (number, keys, len(packed))
    return head + b"stream\n%s\nendstream\nendobj\n" % packed


def srgb() -> Any:
    """The colour profile every colour of the file is meant in."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes((7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # its date: 1 January 2000, so bytes are stable
    return PDFStream(PDFDictionary({"N": 3}), bytes(profile))


_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_UA_SCHEMA = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""


def metadata(meta: dict[str, str]) -> Any:
    """XMP that says the same as the Info dictionary (PDF/A compares them) and declares both standards."""

    def make(document: Any) -> bytes:
        when = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+00:00".format(*document._timeStamp.lt[:6])
        words = {key: escape(value) for key, value in meta.items()}
        spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
        return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {spaces}><rdf:Description rdf:about="">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{words["title"]}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{words["subject"]}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{words["author"]}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{words["language"]}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>
<xmp:CreatorTool>{words["program"]}</xmp:CreatorTool><pdf:Producer>{words["program"]}</pdf:Producer>
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>{_UA_SCHEMA}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()

    return pdfdoc.XMP(creator=make)
