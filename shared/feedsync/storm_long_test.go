//go:build proof

package feedsync_test

// stormyTicks are 100 in the long proof.
const stormyTicks = 100

// hoursOfMonth are a month in the long proof.
const hoursOfMonth = 30 * 24
