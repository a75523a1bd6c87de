"""Official documents from plain values: Mẫu số 01 and 02, decisions, minutes, notices, month lists, the national export.

No ORM here: whoever asks fills the dataclasses of `types` and `year_types`. Wording comes from law/forms, formulas from
the framework; one font family, Tinos, ships with the package. Way in: `sheet_form.sheets_pdf` and `sheets_docx`,
`decision_list.decision_pdf` and `decision_docx`, `replacing.replacing_pdf` and `replacing_docx`,
`month_list.month_list_xlsx`, `national_export.national_export`; of a year `year_form.year_forms_pdf`,
`meeting_minutes.meeting_minutes_pdf`, `result_notice.result_notice_pdf`, each with its `_docx`. The Word templates are
drawn by tools/docx_templates.py and tools/docx_templates_year.py; the format is that of Decree 30/2020, annex I.
"""
