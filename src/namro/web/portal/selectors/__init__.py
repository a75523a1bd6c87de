"""What others read of the portal, and what its pages show."""

from namro.web.portal.selectors.files import files_of

__all__ = ["files_of"]
