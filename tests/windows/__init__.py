"""The Windows bundle under Wine: ``make windows``, no part of ``make test``.

``prove_*.py`` are its tests. What runs inside, by the bundle's own Python, lies in ``inside/``; the workbooks behind
the stand-in for Excel are LibreOffice's, as in the tests of the buttons.
"""
