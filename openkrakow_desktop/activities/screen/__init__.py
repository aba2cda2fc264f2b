"""Pages and parts of pages of the small registers; the only modules of this feature that know Qt."""
