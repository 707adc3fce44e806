"""What people send as files, held sealed from the first byte: no clear copy lies on the disk at any moment."""

import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from panah.vault.pieces import Spool


class SealedUpload(FileUploadHandler):
    """Takes one uploaded file into a spool; Django's own handlers would write a large one to the disk as it is."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._spool = Spool()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take the next piece; nothing is left for another handler."""
        self._spool.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """Give the file, ready to be read."""
        self._spool.seek(0)
        reader: Any = io.BufferedReader(self._spool)
        return UploadedFile(reader, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        """Let go of what came, when the rest does not come."""
        self._spool.close()
