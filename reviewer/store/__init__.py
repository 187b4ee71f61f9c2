"""The cellar's database: tables, sessions and queries; SQL is written here and nowhere else."""
