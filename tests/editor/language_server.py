"""A client of a language server, as small as an editor can be."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path
from typing import Any

CURSOR = "‸"
_PATIENCE = 60.0
"""Seconds after which a silent server is ended, so that a test fails and does not hang."""


class LanguageServer:
    """Speaks JSON-RPC with a server over its standard input and output."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder
        )
        self._asked = self._opened = 0
        self._notes: list[dict[str, Any]] = []
        document = {
            "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
            "hover": {"contentFormat": ["markdown"]},
        }
        capabilities = {"textDocument": document, "workspace": {"configuration": True}}
        self._request("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities})
        self._notify("initialized", {})

    def completions(self, file: str | Path, text: str) -> dict[str, dict[str, Any]]:
        """Return what is proposed at the cursor mark of a text, by label."""
        answer = self._at_cursor("textDocument/completion", file, text)
        return {item["label"]: item for item in (answer["items"] if isinstance(answer, dict) else answer)}

    def hover(self, file: str | Path, text: str) -> str:
        """Return what is shown about the place of the cursor mark."""
        answer = self._at_cursor("textDocument/hover", file, text)
        return str(answer["contents"]["value"]) if answer else ""

    def errors(self, file: str | Path, text: str) -> list[tuple[str, str]]:
        """Return the errors of a text: what is underlined, and what is said."""
        uri = self._open(file, text)
        while True:
            for note in self._notes:
                if note["method"] == "textDocument/publishDiagnostics" and note["params"]["uri"] == uri:
                    self._notes.remove(note)
                    return [(_underlined(text, one["range"]), one["message"]) for one in note["params"]["diagnostics"]]
            self._take(self._read())

    def close(self) -> None:
        """End the server."""
        self._request("shutdown", None)
        self._notify("exit", None)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait()

    def _at_cursor(self, method: str, file: str | Path, text: str) -> Any:
        before, _, after = text.partition(CURSOR)
        *lines, last = before.split("\n")
        position = {"line": len(lines), "character": len(last)}
        uri = self._open(file, before + after)
        return self._request(method, {"textDocument": {"uri": uri}, "position": position})

    def _open(self, file: str | Path, text: str) -> str:
        # A name is a new file each time, so that what was said of one is not taken for another.
        self._opened += 1
        uri = file.as_uri() if isinstance(file, Path) else (self._folder / f"{self._opened}" / file).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def _request(self, method: str, params: Any) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self._asked and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        """Keep a note, and answer a question of the server with its defaults."""
        if "id" not in message:
            self._notes.append(message)
        elif message["method"] == "workspace/configuration":
            settings = {"yaml": {"schemaStore": {"enable": False}}}
            self._send(
                {"id": message["id"], "result": [settings.get(i["section"]) for i in message["params"]["items"]]}
            )
        else:
            self._send({"id": message["id"], "result": None})

    def _notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream is not None
        watch = threading.Timer(_PATIENCE, self._process.kill)
        watch.start()
        try:
            length = 0
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            assert length, "the language server has ended"
            message: dict[str, Any] = json.loads(stream.read(length))
            return message
        finally:
            watch.cancel()


def _underlined(text: str, place: dict[str, dict[str, int]]) -> str:
    start, end = place["start"], place["end"]
    line = text.split("\n")[start["line"]]
    last = end["character"] if end["line"] == start["line"] else len(line)
    return f"{start['line'] + 1}:{start['character'] + 1} {line[start['character'] : last]}"
