"""The room that turns bytes into documents: fetch → sniff → read, in a child process where it matters."""
