"""Words of the tasks that the kinds' own templates state, by what the claim of the answer says."""
