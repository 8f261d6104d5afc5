"""Imported first by the process that helpers are forked off: nothing that it imports is garbage.

The helpers collect theirs again (`worker_pool`).
"""

import gc

gc.disable()
