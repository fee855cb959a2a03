"""Rasa fitted to the desk: where conversations are kept and locked, which action answers, and how it is loaded.

Importing this room keeps TensorFlow out of the process until something really needs it; see `lazy_tensorflow`.
"""

from photodesk.serving.lazy_tensorflow import defer_tensorflow

defer_tensorflow()
