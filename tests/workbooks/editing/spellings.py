"""Sheets and packages as different programs, and a hostile one, may write them: the same content, other bytes."""

from __future__ import annotations

import re

from tests.submissions.workbooks import parts_of, patched, zipped

RELATIONS = "xl/_rels/workbook.xml.rels"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

# Rows 1, 2 and 5. A1 1, B1 the text 甲, C1 a formula; A2 empty with format 4, B2 2.5 with format 3; B5 true.
USUAL = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}"><dimension ref="A1:C5"/>'
    '<sheetData><row r="1" spans="1:3"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><t>甲</t></is></c>'
    '<c r="C1" t="str"><f>"a"&amp;B1</f><v>a甲</v></c></row>'
    '<row r="2" spans="1:2"><c r="A2" s="4"/><c r="B2" s="3"><v>2.5</v></c></row>'
    '<row r="5"><c r="B5" t="b"><v>1</v></c></row></sheetData>'
    '<sheetProtection sheet="1"/><pageMargins left="0.7"/></worksheet>'
)


def prefixed(xml: str, prefix: str = "x") -> str:
    """A part as XlsxWriter writes it, with its main namespace under a prefix."""
    named = re.sub(r"<(/?)(?=\w+[\s/>])", rf"<\1{prefix}:", xml)
    return named.replace(f'xmlns="{MAIN}"', f'xmlns:{prefix}="{MAIN}"')


def _without_numbers(xml: str) -> str:
    """Rows and cells that follow each other do not say where they stand."""
    xml = re.sub(r' r="[A-Z]+\d+"', "", xml).replace(' r="1"', "").replace(' r="2"', "")
    return xml.replace('<row r="5"><c', '<row r="5"><c r="B5"')


def _set_out(xml: str) -> str:
    """Every element on a line of its own, with comments in which cells seem to stand."""
    lines = re.sub(r"(<(?:row|c|/row|/sheetData)\b)", r"\n    <!-- <c r='B2' s='9'><v>9</v></c> </row> -->\1", xml)
    return lines.replace("<sheetData>", "<sheetData><?pi <row r='2'> ?>")


def _annotated(xml: str) -> str:
    """A processing instruction of some program between two cells."""
    return xml.replace('<c r="B2"', '<?pi <c r="B2" s="9"><v>9</v></c> ?><c r="B2"')


def _turned_round(xml: str) -> str:
    """Attributes in another order, in single quotes, with blanks around the equals signs."""

    def tag(found: re.Match[str]) -> str:
        attributes = re.findall(r'(\w+)="([^"]*)"', found[2])
        return f"<{found[1]} " + "\n".join(f"{name} = '{value}'" for name, value in reversed(attributes)) + found[3]

    return re.sub(r"<(row|c) ([^>]*?)(/?>)", tag, xml)


SPELLINGS: dict[str, bytes] = {
    "usual": USUAL.encode(),
    "prefixed": prefixed(USUAL).encode(),
    "turned round": _turned_round(USUAL).encode(),
    "set out": _set_out(USUAL).encode(),
    "annotated": _annotated(USUAL).encode(),
    "set out and prefixed": prefixed(_set_out(USUAL)).encode(),
    "without numbers": _without_numbers(USUAL).encode(),
    "two prefixes": USUAL.replace(f'xmlns="{MAIN}"', f'xmlns="{MAIN}" xmlns:y="{MAIN}"')
    .replace('<c r="B2" s="3"><v>2.5</v></c>', '<y:c r="B2" s="3"><y:v>2.5</y:v></y:c>')
    .encode(),
    "open and empty": USUAL.replace('<c r="A2" s="4"/>', '<c r="A2" s="4"></c >').encode(),
    "CDATA": USUAL.replace("<t>甲</t>", "<t><![CDATA[甲]]></t>")
    .replace("<v>2.5</v>", "<v><![CDATA[2.5]]></v>")
    .encode(),
    "other attributes": USUAL.replace('<c r="B2" s="3">', '<c r="B2" cm="1" s="3" vm="2" t="n" ph="1">')
    .replace('<row r="2"', '<row q:dyDescent="0.25" xmlns:q="urn:q" q:r="7" note="> r=\'8\'" r="2"')
    .encode(),
}


def with_absolute_names(data: bytes) -> bytes:
    """As OpenXML SDK writes them: every relation names its part from the root."""
    return patched(data, RELATIONS, lambda xml: re.sub(rb'Target="(?!/)', b'Target="/xl/', xml))


def with_another_workbook_part(data: bytes) -> bytes:
    """As Excel on the web writes it: the workbook is called workbook2.xml."""
    renamed = {name.replace("workbook.xml", "workbook2.xml"): content for name, content in parts_of(data).items()}
    for part in ("[Content_Types].xml", "_rels/.rels"):
        renamed[part] = renamed[part].replace(b"workbook.xml", b"workbook2.xml")
    return zipped(renamed)


def with_prefixes(data: bytes) -> bytes:
    parts = parts_of(data)
    return zipped(
        {name: prefixed(xml.decode()).encode() if MAIN.encode() in xml else xml for name, xml in parts.items()}
    )


def with_strict_namespaces(data: bytes) -> bytes:
    def strict(xml: bytes) -> bytes:
        xml = xml.replace(
            b"//schemas.openxmlformats.org/officeDocument/2006/", b"//purl.oclc.org/ooxml/officeDocument/"
        )
        return xml.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")

    return zipped({name: strict(xml) for name, xml in parts_of(data).items()})


def with_odd_part_names(data: bytes) -> bytes:
    """As some programs on Windows store them: back-slashes and other capitals than the relations say."""
    parts = parts_of(data)
    return zipped({name.replace("/", "\\").replace("sheet1.xml", "Sheet1.XML"): xml for name, xml in parts.items()})
