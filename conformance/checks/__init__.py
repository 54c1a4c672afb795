"""Checks that more than one profile needs: what is told apart is told by parameters, never by a national constant."""
