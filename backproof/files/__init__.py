"""Files and folders that others may have made."""
