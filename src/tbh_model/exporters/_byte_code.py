"""The templates that come with the library, compiled once and not by each program. Loads jinja2.

What they are compiled to lies where Python keeps what it compiles our modules to: in `__pycache__`,
or wherever else Python is told. So it is as safe as those: who can write there could as well change
the library. Templates of others are compiled each time: code that is kept beside content would let
whoever sends content run code.
"""

import marshal
import os
import sys
from contextlib import suppress
from hashlib import blake2b
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from tbh_model._atomic import atomic_write, partial_path
from tbh_model._cache_dir import code_fingerprint

_HERE: Final = Path(__file__).parent


class ByteCode(BytecodeCache):
    """What templates are compiled to, for as long as neither they nor the libraries change."""

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return what is known of a template, which is nothing if it is not one of ours."""
        is_ours = filename == os.fspath(_HERE / "html" / "templates" / name)
        key = cache_from_source(_HERE / f"templates.{name.replace('/', '.')}") if is_ours else ""
        dependencies = (
            code_fingerprint(),
            code_fingerprint("jinja2"),
            environment.autoescape,
            filename,
            source,
        )
        bucket = Bucket(environment, key, blake2b(repr(dependencies).encode()).hexdigest())
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what an earlier program left, if it is of the very same template."""
        checksum = bucket.checksum.encode()
        with suppress(OSError, EOFError, ValueError, TypeError):
            data = Path(bucket.key).read_bytes()
            if data.startswith(checksum):
                bucket.code = marshal.loads(data[len(checksum) :])  # noqa: S302 - as Python does

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Leave it for the next program, where that can be done."""
        if not bucket.key or sys.dont_write_bytecode:
            return
        file = Path(bucket.key)
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            data = bucket.checksum.encode() + marshal.dumps(bucket.code)
            atomic_write(
                partial_path(file.parent),
                data,
                lambda temporary: temporary.replace(file),
                durable=False,
            )
