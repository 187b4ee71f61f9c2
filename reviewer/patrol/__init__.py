"""The room of 网站巡查: rules of the patrol and its network; no SQL, and no people."""
