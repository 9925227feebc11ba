"""What is asked about people? Questions, hints and messages; policies decide what the answers allow."""
