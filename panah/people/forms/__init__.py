"""Forms of a person."""

from panah.people.forms.person import AgeForm, IdentityForm, PurposeForm, ReachForm, SealedForm, codes

__all__ = ["AgeForm", "IdentityForm", "PurposeForm", "ReachForm", "SealedForm", "codes"]
