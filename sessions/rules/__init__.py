"""The rules of a needling session: what it is billed as, and what it must hold before it is signed."""
