module zero-spof.example/poller

go 1.24
