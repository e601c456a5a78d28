"""The workbook in: a template to hand out, and a reader that names every fault by its cell.

`layout` says what columns there are; `template` writes them, `reading` reads them back, `marking`
hands a file back with its faults coloured. `guarding` stands before all of it.
"""
