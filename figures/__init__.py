"""One module per figure, each with draw(...): plain data in, a picture out; style.py is their language."""
