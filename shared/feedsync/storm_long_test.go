//go:build proof

package feedsync_test

// stormyTicks are 100 in the long proof.
const stormyTicks = 100

// daysOfMonth are a month in the long proof.
const daysOfMonth = 30
