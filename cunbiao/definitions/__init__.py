"""Definitions: everything under ``templates/`` as typed models, resolved for one campaign."""

from cunbiao.definitions.campaign import Campaign, load_campaign, with_settings
from cunbiao.definitions.codes import ResolvedCodes
from cunbiao.definitions.compiled import (
    CompiledCheck,
    CompiledCriterion,
    CompiledOperation,
    CompiledVerdict,
    ResolvedColumn,
)
from cunbiao.definitions.library import policy_ids
from cunbiao.definitions.source import TEMPLATES, DefinitionError, Document

__all__ = [
    "TEMPLATES",
    "Campaign",
    "CompiledCheck",
    "CompiledCriterion",
    "CompiledOperation",
    "CompiledVerdict",
    "DefinitionError",
    "Document",
    "ResolvedCodes",
    "ResolvedColumn",
    "load_campaign",
    "policy_ids",
    "with_settings",
]
