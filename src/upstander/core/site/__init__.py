"""What an installation serves, looked at from outside: is it what was published? Knows no Django."""
