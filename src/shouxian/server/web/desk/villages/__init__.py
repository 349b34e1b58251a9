"""Villages in figures, one village's page, and the campaigns that are screened."""
