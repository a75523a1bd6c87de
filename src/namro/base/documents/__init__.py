"""Official documents from plain values: Mẫu số 01, decision lists, replacing decisions, month lists, the national export.

No ORM here: whoever asks fills the dataclasses of `types`. Wording comes from law/forms, formulas from the framework;
one font family, Tinos, ships with the package. Way in: `sheet_form.sheets_pdf` and `sheets_docx`,
`decision_list.decision_pdf` and `decision_docx`, `replacing.replacing_pdf` and `replacing_docx`,
`month_list.month_list_xlsx`, `national_export.national_export`. The Word templates are drawn by tools/docx_templates.py;
the format is that of Decree 30/2020, annex I.
"""
