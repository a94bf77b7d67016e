"""The smallest application that keeps every promise of docs/image.md."""
