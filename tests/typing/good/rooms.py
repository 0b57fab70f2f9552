"""The packages can be reached by name, without an import of their own."""

from typing import assert_type

import tbh_model as tbh

assert_type(tbh.text.count_words(tbh.markdown("One two.")), int)
tbh.content.check("content")
tbh.exporters.RSS()
tbh.rights.release
tbh.publishing.publish
