// Package client is a client of the API, generated from its contract. The tests
// use it as a stranger's program would; any Go program may.
package client

//go:generate sh -c "cd ../.. && go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 -config api/client/generate.yaml -o api/client/client.gen.go api/openapi.yaml"
