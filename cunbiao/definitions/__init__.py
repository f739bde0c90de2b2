"""Definitions: everything under ``templates/`` as typed models, resolved for one campaign."""

from cunbiao.definitions.campaign import (
    Campaign,
    CompiledCheck,
    CompiledCriterion,
    CompiledVerdict,
    ResolvedColumn,
    load_campaign,
)
from cunbiao.definitions.codes import ResolvedCodes
from cunbiao.definitions.library import policy_ids
from cunbiao.definitions.source import TEMPLATES, DefinitionError, Document

__all__ = [
    "TEMPLATES",
    "Campaign",
    "CompiledCheck",
    "CompiledCriterion",
    "CompiledVerdict",
    "DefinitionError",
    "Document",
    "ResolvedCodes",
    "ResolvedColumn",
    "load_campaign",
    "policy_ids",
]
