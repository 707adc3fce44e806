"""What is done about plans, reports, trainings and campaigns."""
