"""Addresses of referrals."""

from django.urls import path

from panah.referrals.views import lists, referral, reviewing

app_name = "referrals"
urlpatterns = [
    path("received/", lists.inbox, name="inbox"),
    path("sent/", lists.outbox, name="outbox"),
    path("reviews/", lists.reviews, name="reviews"),
    path("consents/<uuid:person_id>/", reviewing.consents, name="consents"),
    path("consents/<uuid:consent_id>/withdraw/", reviewing.withdraw, name="withdraw"),
    path("<uuid:referral_id>/", referral.referral, name="referral"),
    path("<uuid:referral_id>/review/", reviewing.review, name="review"),
    path("<uuid:referral_id>/draft/<str:step>/", referral.draft, name="draft"),
    path("<uuid:referral_id>/<str:step>/", referral.step, name="step"),
]
