"""Forms for phones: XLSForms made from a campaign's questions, checked, and what they send back read as facts."""
