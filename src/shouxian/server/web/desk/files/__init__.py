"""Files in: handed in, looked at, stored on a person's word, undone; answers out."""
