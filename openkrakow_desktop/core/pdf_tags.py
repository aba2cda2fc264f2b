"""A reportlab canvas that writes PDF/UA-1 and PDF/A-2a: structure tree, marked content, links, bookmarks.

The tree is built while laying out; drawing only says "these marks belong to that element". Elements are written by
hand, not as reportlab dictionaries: a long table has tens of thousands of them."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFString
from reportlab.pdfgen.canvas import Canvas

from .pdf_archive import PackedDocument, Raw, metadata, reference_of, srgb, streams_as_pdfa_wants

PROGRAM = "Open Kraków Desktop"


def pdf_text(text: str) -> str:
    """A text string as PDF source (UTF-16BE hex): no character needs escaping, whatever a user typed."""
    return "<FEFF" + text.encode("utf-16-be", "replace").hex().upper() + ">"


class Element(PDFObject):  # type: ignore[misc]
    """One node of the structure tree. `extra` is PDF source: keys such as /Alt or /A."""

    __RefOnly__ = 1
    __slots__ = ("__InternalName__", "extra", "kids", "parent", "reference", "tag")

    def __init__(self, tag: str, parent: Element | None = None, extra: str = "") -> None:
        self.tag, self.extra = tag, extra
        self.parent: Any = parent
        self.reference = ""
        self.kids: list[Element | tuple[PDFObject, int | PDFObject]] = []
        if parent is not None:
            parent.kids.append(self)

    def format(self, document: Any) -> bytes:
        page, kids = None, []
        for kid in self.kids:
            if isinstance(kid, Element):
                kids.append(kid.reference)
                continue
            kid_page, content = kid  # content: marked-content number, or a link's reference
            page = page or kid_page
            if not isinstance(content, int):
                place = f"/Pg {reference_of(kid_page, document)}"
                kids.append(f"<</Type/OBJR{place}/Obj {reference_of(content, document)}>>")
            elif kid_page is page:
                kids.append(str(content))
            else:
                kids.append(f"<</Type/MCR/Pg {reference_of(kid_page, document)}/MCID {content}>>")
        inner = kids[0] if len(kids) == 1 else "[" + " ".join(kids) + "]"
        where = f"/Pg {reference_of(page, document)}" if page else ""
        return f"<</S/{self.tag}/P {self.parent.reference}{where}{self.extra}/K {inner}>>".encode("latin-1")


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """Whoever draws opens an element or an artifact first; nothing is painted outside of both."""

    def __init__(
        self, *, title: str, author: str, subject: str, language: str, font: str, created: dt.datetime
    ) -> None:
        look = {"pdfVersion": (1, 7), "lang": language, "initialFontName": font, "pageCompression": 1, "invariant": 1}
        super().__init__(io.BytesIO(), **look)
        self._doc.__class__ = PackedDocument
        self._doc._timeStamp = _stamp(created)
        self.setTitle(title)
        self.setAuthor(author)
        self.setSubject(subject)
        self.setCreator(PROGRAM)
        self.setProducer(PROGRAM)
        self._meta = {"title": title, "author": author, "subject": subject, "language": language, "program": PROGRAM}
        self.tree = Element("Document")
        self._pages: list[list[Element]] = []  # the parent tree: page -> element of each mark
        self._marks: list[Element] = []
        self._links: list[Element] = []
        self._page: PDFObject | None = None  # this page's reference, known as a number only at the end

    # -- marking
    def begin(self, element: Element) -> None:
        """Everything drawn until end() belongs to this element. No nesting."""
        if self._page is None:
            self._page = self._doc.thisPageRef()
        element.kids.append((self._page, len(self._marks)))
        self._code.append(f"/{element.tag}<</MCID {len(self._marks)}>>BDC")
        self._marks.append(element)

    def end(self) -> None:
        self._code.append("EMC")

    def source(self, code: str) -> None:
        """PDF drawing operators, inside an element or an artifact."""
        self._code.append(code)

    @contextmanager
    def artifact(self, kind: str = "Layout") -> Iterator[None]:
        """Decoration and repetition: drawn, never read aloud."""
        self._code.append("/Artifact BMC" if kind == "Layout" else f"/Artifact<</Type/{kind}>>BDC")
        yield
        self._code.append("EMC")

    def link(self, element: Element, box: tuple[float, float, float, float], target: str, words: str) -> None:
        """A link over `box`; target is a URL, or '#key' for a bookmark of this document."""
        entries = {
            "Type": PDFName("Annot"), "Subtype": PDFName("Link"), "Rect": PDFArray([round(v, 2) for v in box]),
            "Border": PDFArray([0, 0, 0]), "F": 4, "Contents": PDFString(words),
        }  # fmt: skip
        if target.startswith("#"):
            entries["Dest"] = self._bookmarkReference(target[1:])
        else:
            entries["A"] = PDFDictionary({"S": PDFName("URI"), "URI": PDFString(target)})
        annotation = PDFDictionary(entries)
        annotation.dict["StructParent"] = _Later(self, len(self._links))
        self._addAnnotation(annotation)
        element.kids.append((self._page or self._doc.thisPageRef(), self._annotationrefs[-1]))
        self._links.append(element)

    def _setAnnotations(self, page: Any) -> None:  # reportlab calls this as a page is finished
        super()._setAnnotations(page)
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self._pages), PDFName("S")
        self._pages.append(self._marks)
        self._marks, self._page = [], None

    # -- finishing
    def finished(self) -> bytes:
        """The whole file, once. Not two at once: see `streams_as_pdfa_wants`. (reportlab's own save would leave its
        file open when the disk is full.)"""
        self._write_tree()
        catalog = self._doc.Catalog
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        self.setViewerPreference("DisplayDocTitle", "true")
        catalog.Metadata = metadata(self._meta)
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
        profile = {
            "Type": PDFName("OutputIntent"), "S": PDFName("GTS_PDFA1"), "Info": PDFString("sRGB IEC61966-2.1"),
            "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": self._doc.Reference(srgb()),
        }  # fmt: skip
        catalog.OutputIntents = PDFArray([PDFDictionary(profile)])
        with streams_as_pdfa_wants():
            return bytes(self._doc.GetPDFData(self))

    def _write_tree(self) -> None:
        document, root = self._doc, Raw("")
        top = reference_of(document.Reference(root), document)
        todo = [self.tree]
        while todo:
            element = todo.pop()
            element.reference = reference_of(document.Reference(element), document)
            todo += [kid for kid in reversed(element.kids) if isinstance(kid, Element)]
        numbers = []
        for page, marks in enumerate(self._pages):
            row = Raw("[" + " ".join(element.reference for element in marks) + "]")
            numbers.append(f"{page} {reference_of(document.Reference(row), document)}")
        numbers += [f"{len(self._pages) + i} {element.reference}" for i, element in enumerate(self._links)]
        parents = reference_of(document.Reference(Raw(f"<</Nums[{' '.join(numbers)}]>>")), document)
        root.source = f"<</Type/StructTreeRoot/K {self.tree.reference}/ParentTree {parents}"
        root.source += f"/ParentTreeNextKey {len(numbers)}>>"
        self.tree.parent = SimpleNamespace(reference=top)
        document.Catalog.StructTreeRoot = root


class _Later(PDFObject):  # type: ignore[misc]
    """A link's key in the parent tree: known once the number of pages is."""

    def __init__(self, canvas: TaggedCanvas, place: int) -> None:
        self.canvas, self.place = canvas, place

    def format(self, document: Any) -> bytes:
        return str(len(self.canvas._pages) + self.place).encode()


def _stamp(created: dt.datetime) -> SimpleNamespace:
    """An instant as reportlab keeps it; the file then depends on the document alone."""
    instant = created.astimezone(dt.UTC) if created.tzinfo else created.replace(tzinfo=dt.UTC)
    fields = time.gmtime(instant.timestamp())
    return SimpleNamespace(
        t=instant.timestamp(), lt=tuple(fields), YMDhms=tuple(fields)[:6], dhh=0, dmm=0, tzname="UTC"
    )
