"""Disables garbage collection; the fork server imports this first, as none of its imports are garbage.

The workers enable collection again (`worker_pool`).
"""

import gc

gc.disable()
