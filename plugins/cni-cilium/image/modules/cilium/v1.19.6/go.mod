module kina/cilium

go 1.25.0

replace (
	sigs.k8s.io/controller-tools => github.com/cilium/controller-tools v0.16.5-1
	github.com/osrg/gobgp/v3 => github.com/cilium/gobgp/v3 v3.0.0-20260130142103-27e5da2a39e6
)

require (
	github.com/cilium/cilium v1.19.6
)
