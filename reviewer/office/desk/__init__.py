"""The daily desk: 待办, 台账, statistics, notices, deadlines."""
