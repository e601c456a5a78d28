"""The green-trade readiness app, seen from above. Imports point one way, downwards:

factory       puts the parts together for a web server
web, cli      the doors: pages and commands; each turns input into domain values
jobs          the third door: worker processes that do what was enqueued
services      one use case a function, inside the caller's transaction
spreadsheets  the workbook: its template, its reader, its marked copy, the results
persistence   tables, the database, and the files beside it
queue         enqueues jobs by name inside the caller's transaction
reporting     the report as a value, its charts, its HTML and PDF
catalogue     reads questionnaires/ and enterprise files into domain values
i18n          the interface's two languages, for every door
settings      every setting, typed
domain        questionnaire, answers, score, rules: pure standard library
"""
