"""Workers: processes of this machine or a cluster's, and the distribution of students to them."""
