//go:build proof

package dashboardapi_test

const many = 10_000 // posts
