"""How much work the product saves: CPU time of its commands against the usual ways of doing the same, as ratios.

``python -m benchmarks`` prints all tables from one run as Markdown; ``python -m benchmarks merge`` (or ``generate``,
``growth``) prints one of them. Every measured job is a fresh child process; methods take turns, and the median of the
rounds counts. Absolute times say something about this machine only.
"""
