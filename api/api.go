// Package api is the contract of the API: openapi.yaml, and the Go that is generated from it.
package api

//go:generate sh -c "cd .. && go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 -config api/generate.yaml -o api/api.gen.go api/openapi.yaml"
