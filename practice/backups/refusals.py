"""What stops a backup or a restore, in a sentence for the operator."""


class BackupRefused(Exception):
    """It cannot be done, and nothing was changed."""


class Damaged(BackupRefused):
    """The file is not what was written."""
