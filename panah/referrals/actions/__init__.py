"""Every write about a referral, one function each."""
