"""Tables and figures as files: workbooks and pictures. Knows nothing of the bot; words come in ready to be read.

Everything here takes its time (a workbook of 5,000 rows about a second): call it in a thread.
"""
