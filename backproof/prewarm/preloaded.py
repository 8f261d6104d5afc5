"""The modules of a fork server, imported with this one.

One with an error is left to the process that needs it, which tells it at its place; the fork server would end
with a traceback.
"""

from __future__ import annotations

import os
from contextlib import suppress
from importlib import import_module

MODULES = "_BACKPROOF_MODULES"

for _module in os.environ.pop(MODULES, "").split():
    with suppress(Exception, SystemExit):
        import_module(_module)
