"""The pages of the desk, an area a folder: its addresses (``urls.py``) and what they show (``views.py``)."""
