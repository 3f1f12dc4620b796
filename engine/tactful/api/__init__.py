"""Cases and advice over HTTP. It needs the extra `serve`."""

from tactful.api.app import create_app
from tactful.api.keys import Scope, new_key

__all__ = ["Scope", "create_app", "new_key"]
