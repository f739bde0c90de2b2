"""Puts finished files in their place: a set of them is old or new, never mixed, and nothing half-written is left."""

from generators.publishing.errors import ComparisonError, PublishError
from generators.publishing.output import Output, content, text, workbook
from generators.publishing.output_folder import OutputFolder, Published, can_write, publish
from generators.publishing.unfinished import finish_interrupted

__all__ = [
    "ComparisonError",
    "Output",
    "OutputFolder",
    "PublishError",
    "Published",
    "can_write",
    "content",
    "finish_interrupted",
    "publish",
    "text",
    "workbook",
]
