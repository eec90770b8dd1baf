module kina/runc

go 1.17

require (
	github.com/opencontainers/runc v1.1.12
)
