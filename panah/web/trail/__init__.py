"""The auditor's pages. They stand in the shell because the audit room lies below the gate and the members' names."""
