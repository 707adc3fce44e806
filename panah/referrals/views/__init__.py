"""Pages of referrals: received, sent, one referral, the supervisor's review, the consents of a person."""
