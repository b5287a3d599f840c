"""Turns questions about a YAML text into what the real yaml-language-server answers, over standard streams.

Speaks the Language Server Protocol 3.17 and knows no schema: settings, or a text's first line, name it.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

ANSWER_S = 20.0
"""How long one answer may take; a usual one takes a tenth of a second."""

CLIENT = {
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown"]},
    },
    "workspace": {"configuration": True, "workspaceFolders": True},
}
SETTINGS = {"completion": True, "hover": True, "validate": True, "schemaStore": {"enable": False}}
"""What an editor sends for `yaml`. The schema store is a web site, and tests reach no network."""

Message = dict[str, Any]


class Server:
    """One running language server, for the length of a `with` block."""

    def __init__(self, command: Sequence[str], root: Path, settings: Mapping[str, Any]) -> None:
        """command: starts it on its standard streams. root: the folder that the editor has open. settings: of
        `yaml`, beside `SETTINGS`."""
        self._root = root
        self._settings = {**SETTINGS, **settings}
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._heard: queue.Queue[Message | None] = queue.Queue()
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._asked = self._opened = 0

    def __enter__(self) -> Server:
        self._ear.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()  # it ends with its input
        try:
            self._process.wait(ANSWER_S)
        finally:
            self._process.kill()
            self._ear.join(ANSWER_S)
            self._process.stdout.close()

    def diagnostics(self, path: Path, text: str) -> list[Message]:
        """What is wrong with a text that lies in a path's folder; the file itself need not be there."""
        uri = self._open(path, text)
        said = self._until(lambda said: _is_publication(said) and said["params"]["uri"] == uri)
        found: list[Message] = said["params"]["diagnostics"]
        return sorted(
            found, key=lambda one: (one["range"]["start"]["line"], one["range"]["start"]["character"])
        )

    def completions(self, path: Path, text: str, line: int, column: int) -> list[Message]:
        """What may stand at a place; lines and columns from 0, as the protocol counts."""
        found = self._ask("textDocument/completion", self._at(self._open(path, text), line, column))
        items: list[Message] = found["items"]
        return items

    def hover(self, path: Path, text: str, line: int, column: int) -> str:
        """The Markdown that is shown over a place; empty where there is none."""
        found = self._ask("textDocument/hover", self._at(self._open(path, text), line, column))
        return str(found["contents"]["value"]) if found else ""

    # --- the conversation -----------------------------------------------------------------------------------

    def _greet(self) -> None:
        folder = {"uri": self._root.as_uri(), "name": self._root.name}
        here = {"rootUri": folder["uri"], "workspaceFolders": [folder]}
        self._ask("initialize", {"processId": None, "capabilities": CLIENT, **here})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": {"yaml": self._settings}})

    def _open(self, path: Path, text: str) -> str:
        """Opens the text and gives its address: a new one each time, for a publication tells no version."""
        if not self._opened:
            self._greet()
        self._opened += 1
        uri = path.with_name(f"{self._opened}.{path.name}").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        return uri

    @staticmethod
    def _at(uri: str, line: int, column: int) -> Message:
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}

    def _ask(self, method: str, params: Message) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        answer = self._until(lambda said: said.get("id") == self._asked and "method" not in said)
        assert "error" not in answer, answer
        return answer["result"]

    def _tell(self, method: str, params: Message) -> None:
        self._send({"method": method, "params": params})

    def _until(self, is_wanted: Callable[[Message], bool]) -> Message:
        """The next message that is wanted; what the server asks meanwhile is answered."""
        while True:
            said = self._heard.get(timeout=ANSWER_S)
            assert said is not None, "the language server ended"
            if is_wanted(said):
                return said
            if "id" in said and "method" in said:
                self._send({"id": said["id"], "result": self._answer(said)})

    def _answer(self, question: Message) -> Any:
        if question["method"] != "workspace/configuration":
            return None
        sections = [item.get("section") for item in question["params"]["items"]]
        return [self._settings if section == "yaml" else {} for section in sections]

    def _send(self, message: Message) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while (message := _read(self._process.stdout)) is not None:
            self._heard.put(message)
        self._heard.put(None)


def _is_publication(said: Message) -> bool:
    return said.get("method") == "textDocument/publishDiagnostics"


def _read(stream: IO[bytes]) -> Message | None:
    """The next message of the wire; None at its end."""
    size = 0
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        size = int(value) if name.lower() == b"content-length" else size
    message: Message | None = json.loads(stream.read(size)) if line else None
    return message
