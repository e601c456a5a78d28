"""Reading printed reports back: everything that a report promises, checked on the file itself."""
