// Marks the root of the module; what it needs is in ../kubernetes/go.mod, so that both are built of the same.
module zero-spof.test/kubernetes

go 1.26.0
