// Package compatible holds the contract to what clients were promised: nothing
// in openapi.yaml may break a client of released.yaml, the contract of the last
// release (`make release-contract` makes it so). It is a module of its own, so
// that nothing else depends on what the comparison takes.
package compatible
