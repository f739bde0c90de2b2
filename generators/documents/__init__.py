"""文书: what people print, sign, read out and file, from a register by the documents of its notice."""

from generators.documents.facts import DocumentError, tells_a_number
from generators.documents.files import DocumentSet, document_set

__all__ = ["DocumentError", "DocumentSet", "document_set", "tells_a_number"]
