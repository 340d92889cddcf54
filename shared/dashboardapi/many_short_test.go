//go:build !proof

package dashboardapi_test

const many = 1_000 // posts
