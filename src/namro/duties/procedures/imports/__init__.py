"""The catalogue workbook becomes procedures: the writer of that import."""


def connect() -> None:
    """Register the kind; called once when Django has loaded its apps."""
