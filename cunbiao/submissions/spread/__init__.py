"""Reading spread over several computers, which all see the files under the same names.

The asking computer cuts the files into parts and gives them to a dispatcher (dask.distributed); the workers of other
computers read them as this one would and send back what they read in the packed form of the store. What lies on
one computer only (the store, the merge, everything that is written) stays there.
"""

from cunbiao.submissions.spread.asking import cluster
from cunbiao.submissions.spread.errors import ClusterError

__all__ = ["ClusterError", "cluster"]
