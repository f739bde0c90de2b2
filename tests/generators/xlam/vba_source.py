"""VBA source looked at as VBA's own compiler would: names that nothing declares stop a whole module in Excel.

LibreOffice's Basic finds broken syntax, but takes an undeclared name for a new variable; so this is looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The words of the language, what VBA's own library gives, and the objects of Excel that a module may start from.
LANGUAGE = _listed("""
    and as boolean byref byval call case const currency date dim do double each else elseif empty end erase error exit
    explicit false for function get go goto if in integer is let like long loop me mod new next not nothing null object
    on option optional or paramarray preserve private public redim resume select set single static step string sub then
    to true type typeof until variant wend while with xor
""")
LIBRARY = _listed("""
    abs array asc ascw cbool ccur cdate cdbl cdec choose chr chrw cint clng createobject cstr cverr dateadd datediff
    dateserial datevalue day err filter fix format hex iif inputbox instr instrrev int isarray isdate isempty iserror
    ismissing isnull isnumeric isobject join lbound lcase left len ltrim mid month msgbox replace right round rtrim sgn
    space split sqr str strcomp strreverse switch timer trim typename ubound ucase val vartype weekday year
    vbbinarycompare vbboolean vbbyte vbcr vbcrlf vbcurrency vbdate vbdecimal vbdouble vbempty vberror vbexclamation
    vbinteger vblf vblong vbnull vbnullstring vbobjecterror vbsingle vbstring vbtab vbtextcompare
""")
EXCEL = frozenset(
    {"activeworkbook", "application", "iribboncontrol", "iribbonui", "range", "thisworkbook", "worksheet"}
)

_WORD = re.compile(r"(?<![\w.&])[A-Za-z]\w*(?!\w)(?!\s*:=)")
_STRING = re.compile(r'"(?:[^"]|"")*"')
_START = re.compile(r"(?:(Public|Private)\s+)?(?:Static\s+)?(Sub|Function)\s+(\w+)\s*\((.*)\)", re.I)
_END = re.compile(r"End (?:Sub|Function)\b", re.I)
_DECLARES = re.compile(r"(?:(?:Public|Private)\s+Const|Const|Public|Private|Dim|Static)\s+", re.I)
_LABEL = re.compile(r"(\w+):$")


@dataclass
class Module:
    """What a module declares and uses; all names in lower case, as VBA does not tell the cases apart."""

    public: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)
    unknown: list[tuple[str, set[str]]] = field(default_factory=list)


def logical_lines(source: str) -> Iterator[str]:
    """Lines without strings and comments, continued ones joined."""
    joined = ""
    for line in source.splitlines():
        code = _STRING.sub('""', line).partition("'")[0].rstrip()
        if code.endswith(" _"):
            joined += code[:-1]
        else:
            yield (joined + code).strip()
            joined = ""


def undeclared(sources: Mapping[str, str]) -> set[tuple[str, str, str]]:
    """(module, line, name) of every name that neither the language, Excel, nor any module declares."""
    modules = {name: _read(source) for name, source in sources.items()}
    everywhere = LANGUAGE | LIBRARY | EXCEL | {name.lower() for name in sources}
    for module in modules.values():
        everywhere |= module.public
    return {
        (name, line, word)
        for name, module in modules.items()
        for line, words in module.unknown
        for word in words - everywhere - module.private
    }


def public_names(source: str) -> set[str]:
    """Names of a module that every other module sees."""
    return _read(source).public


def _read(source: str) -> Module:
    module = Module()
    pending: list[tuple[str, set[str]]] = []
    local: set[str] = set()
    inside = False
    for line in logical_lines(source):
        start = _START.match(line)
        if line.startswith(("Attribute ", "Option ")):
            continue
        if start is not None:
            access, _, name, parameters = start.groups()
            (module.private if (access or "").lower() == "private" else module.public).add(name.lower())
            inside, pending, local = True, [(line, _words(line))], _declared(parameters)
        elif _END.match(line):
            module.unknown += [(where, words - local) for where, words in pending]
            inside = False
        elif inside:
            label = _LABEL.match(line)
            if label is not None:
                local.add(label[1].lower())
            elif _DECLARES.match(line):
                local |= _declared(_DECLARES.sub("", line, count=1))
            pending.append((line, _words(line)))
        elif _DECLARES.match(line):
            shared = module.public if line.lower().startswith("public") else module.private
            shared |= _declared(_DECLARES.sub("", line, count=1))
    return module


def _words(line: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(line)}


def _declared(names: str) -> set[str]:
    """The names of ``A As Long, B(1 To 2) As Variant, Optional ByVal C As String``."""
    flat = re.sub(r"\([^()]*\)", "", names)
    found = set()
    for part in flat.split(","):
        word = re.sub(r"^\s*(?:(?:Optional|ByVal|ByRef|ParamArray)\s+)*", "", part, flags=re.I)
        match = re.match(r"\w+", word)
        if match is not None:
            found.add(match[0].lower())
    return found
