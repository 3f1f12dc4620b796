"""Where decisions are delivered to: a file, a URL, a function, or a sink of the embedder's own."""

from tactful.sinks.function import FunctionSink
from tactful.sinks.jsonl import JsonLinesSink
from tactful.sinks.pauses import Retry
from tactful.sinks.signatures import SignatureError, verify
from tactful.sinks.sink import Delivery, Sink, SinkError
from tactful.sinks.webhook import WebhookSink

__all__ = [
    "Delivery",
    "FunctionSink",
    "JsonLinesSink",
    "Retry",
    "SignatureError",
    "Sink",
    "SinkError",
    "WebhookSink",
    "verify",
]
