"""The pages about people, by what they show: the record, its changes, family, chronology, matches, restrictions."""
