"""The hall of 网站巡查: what is done with a site, one file a use."""
