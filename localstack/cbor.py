"""Lets moto be spoken to in CBOR (Smithy RPC v2), which CloudWatch's SDKs do and moto does not understand. A request is handed on as the
JSON that CloudWatch also takes, and the answer handed back in CBOR; both by botocore's own model of the service. Used by launch.py.
"""

import io
import json
from datetime import datetime

import botocore.session
from botocore.parsers import JSONParser, RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer

# CloudWatch's name in X-Amz-Target and in CBOR's paths → botocore's.
SERVICES = {"GraniteServiceVersion20100801": "cloudwatch"}


class Cbor:
    """A WSGI application before another: CBOR is translated, all else passes."""

    def __init__(self, application):
        self.application = application
        session = botocore.session.get_session()
        self.models = {target: session.get_service_model(name) for target, name in SERVICES.items()}

    def __call__(self, environ, start_response):
        if environ.get("HTTP_SMITHY_PROTOCOL") != "rpc-v2-cbor":
            return self.application(environ, start_response)
        # /service/GraniteServiceVersion20100801/operation/DescribeAlarms
        _, _, target, _, operation = environ["PATH_INFO"].split("/")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        asked = json.dumps(decode(environ["wsgi.input"].read(length)), default=seconds).encode()
        handed_on = {key: value for key, value in environ.items() if key not in ("HTTP_SMITHY_PROTOCOL", "RAW_URI", "REQUEST_URI")}
        handed_on.update({
            "PATH_INFO": "/", "HTTP_X_AMZ_TARGET": f"{target}.{operation}", "CONTENT_TYPE": "application/x-amz-json-1.0",
            "CONTENT_LENGTH": str(len(asked)), "wsgi.input": io.BytesIO(asked)})
        told = {}

        def take(status, headers, exc_info=None):
            told.update(status=status, headers=headers)

        body = b"".join(self.application(handed_on, take))
        failed = not told["status"].startswith("2")
        answer = error(body) if failed else self.encode(target, operation, body)
        headers = [(name, value) for name, value in told["headers"] if name.lower() not in ("content-type", "content-length")]
        start_response(told["status"], [
            *headers, ("Content-Type", "application/cbor"), ("Content-Length", str(len(answer))),
            ("smithy-protocol", "rpc-v2-cbor")])
        return [answer]

    def encode(self, target, operation, body):
        shape = self.models[target].operation_model(operation).output_shape
        parsed = JSONParser().parse({"body": body or b"{}", "headers": {}, "status_code": 200}, shape)
        parsed.pop("ResponseMetadata", None)
        encoded = bytearray()
        RpcV2CBORSerializer()._serialize_data_item(encoded, parsed, shape)
        return bytes(encoded)


def decode(body):
    parser = RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)) if body else {}


def seconds(value):
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{value!r} is not in CloudWatch's requests")


def error(body):
    """A map of two texts; botocore encodes only what it has a shape for."""
    told = json.loads(body or b"{}")
    members = {"__type": told.get("__type", ""), "message": told.get("message") or told.get("Message") or ""}
    return b"\xa2" + b"".join(text(key) + text(value) for key, value in members.items())


def text(value):
    """RFC 8949, section 3: the head of a text and the text."""
    encoded = value.encode()
    size = len(encoded)
    if size < 24:
        return bytes([0x60 + size]) + encoded
    if size < 256:
        return bytes([0x78, size]) + encoded
    return b"\x79" + size.to_bytes(2, "big") + encoded
