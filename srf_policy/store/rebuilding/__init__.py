"""The history told again, and the tables read: both in one shape, so that they can be compared."""
