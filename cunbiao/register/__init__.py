"""The register: records of all villages in tables, checked, judged, accounted for and merged."""
