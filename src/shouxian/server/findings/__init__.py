"""What the rules of each campaign say of the registry: kept per household and village, renewed by runs."""
