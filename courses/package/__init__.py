"""A course as one file: to keep, to give to another site (`docs/course-format.md`), or to host elsewhere."""

from .archive import BadPackage
from .export import export_course
from .importing import Imported, import_course
from .scorm import NothingToExport, export_scorm

__all__ = ["BadPackage", "Imported", "NothingToExport", "export_course", "export_scorm", "import_course"]
