"""What people see and send in the learning room."""
