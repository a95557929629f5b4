"""The policy-drafting workflow engine of the Silk Routes Facility."""

__version__ = "0.1.0"
