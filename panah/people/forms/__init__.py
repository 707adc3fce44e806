"""Forms of a person."""

from panah.people.forms.person import AgeForm, IdentityForm, PurposeForm, ReachForm, SealedForm

__all__ = ["AgeForm", "IdentityForm", "PurposeForm", "ReachForm", "SealedForm"]
