"""Official documents from plain values: Mẫu số 01, decision lists, month lists, the national export.

No ORM here: whoever asks fills the dataclasses of `types`. Wording comes from law/forms; one font family, Tinos, ships
with the package. Way in: `sheet_form.sheets_pdf`, `sheets_docx`, `decision_list`, `month_list`, `national_export`.
"""
