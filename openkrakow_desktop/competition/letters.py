"""Letters of the competition: calls to supplement, answers to nominators, results, invitations, partial scores.

Results are told only when they are public (domain.md §2.3); partial scores only to the candidate, others' data away."""
