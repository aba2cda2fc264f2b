"""Letters of the office: texts it can edit, with {places} for values, and the page they become.

Lies below all features: a feature declares its kinds of letters (what values each offers), and gets a Document back."""
