"""整改: from a finding to the proof that it is gone."""
