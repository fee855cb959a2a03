"""How does a process that serves do without TensorFlow, which the desk's model never uses?

Rasa's base class of all policies imports `rasa.utils.train_utils` (and uses nothing of it), which imports TensorFlow: 3
seconds and 350 MB. Here that one module is put in place unloaded. The first use of any name in it runs the real
code in the same module object, so that a model with a TensorFlow component works as it always did, only later.
"""

from __future__ import annotations

import sys
import threading
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

from photodesk.settings import defers_tensorflow

DEFERRED = "rasa.utils.train_utils"

_loading = threading.RLock()


class _Unloaded(ModuleType):
    """A module whose code has not run yet: only its dunder names are there."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system asks for these without wanting the module's code
            raise AttributeError(name)
        with _loading:
            if type(self) is _Unloaded:
                self._run(name)
        return getattr(self, name)

    def _run(self, name: str) -> None:
        if "__running__" in vars(self):  # a circular import, as for any module that is half loaded
            raise AttributeError(name)
        spec = self.__spec__
        assert spec is not None
        assert spec.loader is not None
        vars(self)["__running__"] = True
        try:
            spec.loader.exec_module(self)
        finally:
            del vars(self)["__running__"]
        self.__class__ = ModuleType  # type: ignore[assignment]


def defer_tensorflow() -> bool:
    """Whether TensorFlow is now deferred: not if the setting is `no`, nor once the module is loaded."""
    if not defers_tensorflow():
        return False
    present = sys.modules.get(DEFERRED)
    if present is not None:
        return type(present) is _Unloaded
    spec = find_spec(DEFERRED)
    if spec is None:
        return False
    unloaded = _Unloaded(DEFERRED)
    vars(unloaded).update(vars(module_from_spec(spec)))
    sys.modules[DEFERRED] = unloaded
    sys.modules["rasa.utils"].train_utils = unloaded  # type: ignore[attr-defined]
    return True
