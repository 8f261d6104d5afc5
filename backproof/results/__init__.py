"""What a build has made: where it lies, its PDF read, two of them compared."""
