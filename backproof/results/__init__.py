"""The outputs of a build: their paths, publishing, auditing the PDF, comparing two builds."""
