"""The plots of a report. Importing a module of this package loads matplotlib."""
