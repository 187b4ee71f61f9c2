"""The fetch engine: Scrapy in a process of its own, told what to ask for over a socket."""
