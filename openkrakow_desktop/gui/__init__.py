"""The Qt toolkit of the application (tables, forms, jobs, dialogs, theme): knows no feature."""
