"""村表通: from a notice's attachments to locked workbooks, merged rollups, verdicts and upload-ready sheets."""
