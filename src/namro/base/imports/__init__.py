"""Imports that survive real workbooks: staff, catalogue, assignments, results, leave.

The nouns. A **workbook** (`grids.Workbook`) is what a file turned out to be, whatever its name says: sheets
of cells with their merged ranges. A **kind** (`kinds.Kind`) declares the fields an import looks for, with the
words offices use for them. A **table** (`layout.Table`) is where those fields were found: sheet, header rows,
one **match** per column, the rows that are records and the group titles above them. A **finding**
(`findings.Finding`) is one error, warning or question, at one cell, with what was expected and what was there.
An **analysis** (`analysis.Analysis`) is all of it for one file, with the typed values in columns.

The way in: `analysis.analyse(data, name, kind)`. It is pure: nothing is written, no database is asked, and who
a staff code belongs to is for the caller to resolve. Joins go by staff code; a name is never an identity.
"""
