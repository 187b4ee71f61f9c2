"""The hall's casework side: one file a use, where cases, people, store and reviews meet."""
