"""The register of sites, and what its pages show."""
