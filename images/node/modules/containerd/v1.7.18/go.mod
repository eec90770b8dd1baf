module kina/containerd

go 1.21

require (
	github.com/containerd/containerd v1.7.18
)
