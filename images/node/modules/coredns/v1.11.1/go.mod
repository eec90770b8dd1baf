module kina/coredns

go 1.20

require (
	github.com/coredns/coredns v1.11.1
)
