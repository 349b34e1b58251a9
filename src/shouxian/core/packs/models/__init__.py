"""The shapes of a pack, one file per kind: dictionary, parameters, questions, rules, campaign, layouts."""
