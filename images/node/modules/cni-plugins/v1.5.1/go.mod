module kina/cni-plugins

go 1.20

require (
	github.com/containernetworking/plugins v1.5.1
)
