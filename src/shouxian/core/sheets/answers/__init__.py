"""One grammar between facts and cells: ``compose`` writes an answer as the form asks, ``parse`` reads it back.

Notation, all separators in half-width where we write them:

- pick one: ``2``; with a blank: ``1.有,原因:住院自付3万元`` (number, printed text, text before the blank, the words)
- pick many: ``1,3``; with a blank: ``1,4.其他:慈善救助``
- counts (pick many, every option with a blank of a number and nothing else): ``1:0人 2:3人 3:1人``
- open cell: the value in its written unit (yuan, whole people, ISO day)
- free text coded by one tick: the option's ``sentence``, ``;``, the clerk's own words
- boxes on cards: ``☑是 □否``
"""
