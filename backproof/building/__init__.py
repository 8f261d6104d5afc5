"""What has to run at all: fingerprints, records of what was read, what is kept, and who helps."""
