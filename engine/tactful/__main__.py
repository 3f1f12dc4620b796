"""`python -m tactful`."""

from tactful.commands import main

if __name__ == "__main__":
    main()
